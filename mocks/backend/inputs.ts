import type { StoreFault } from '../storeFault'
import type { JobFaults } from '../workers/job'
import { boolean, number, object, oneOf, rule, text, type Fields, type Rule } from './rules'

/** What `startVideo` takes. */
export interface StartVideoInput {
  /** A positive integer, as a number or as text; default: the next free one from 1001 on. */
  id?: number | string
  title?: string
  /** Default: the backend's own. */
  tenant?: string
  /** From creation to the end, over 0 and at most 86,400; default: drawn, about a minute. */
  seconds?: number
  /** Default `ready`, or `failed` when an `error_reason` is given. */
  outcome?: 'ready' | 'failed'
  /** Only for a job that fails. */
  error_reason?: string
}

/** What `startJob` takes. */
export interface StartJobInput {
  /** 1–64 letters, digits, `-` or `_`; default: 8 hexadecimal digits. */
  id?: string
  /** Default `excel_parsing`. `messaging` is a messaging job, every other type an Excel job. */
  job_type?: string
  title?: string
  /** Default: the backend's own. */
  tenant?: string
  /** From creation to the end, over 0 and at most 86,400; default: drawn, about 20 s. */
  seconds?: number
  /** Default `done`, or `failed` when an `error_message` is given. */
  outcome?: 'done' | 'failed'
  /** Why it failed; with `outcome: 'done'`, or blank, an error text beside a success. */
  error_message?: string
  /** An object, or null for none; default: what its type comes to. Only for a job that is done. */
  result?: Record<string, unknown> | null
}

/** What is broken now; a field left out is not. */
export interface Faults {
  redis?: StoreFault
  db?: StoreFault
  api?: ApiFaults
  push?: PushFault
}

/** Faults of the status API as a whole; the control API has none. */
export interface ApiFaults {
  /** Answer with this status, 400–599, in place of the real answer. */
  status?: number
  /** The `Retry-After` of failed answers: seconds, or a text sent as it is. */
  retryAfter?: string | number
  /** Wait before each answer, 0–60,000 ms. */
  latencyMs?: number
  /** The share of requests that fail, 0–1; default 1, and `status` 503, when it is given. */
  failureRate?: number
  /** Failed answers are HTML that no client can read, with status 200 unless `status` is given. */
  malformed?: boolean
}

/**
 * How the push server behaves. `down`: sockets are closed, and new ones refused. `silent`: it takes
 * them and says nothing. `slow`: each message is 2 s late. `duplicated`: each comes twice.
 * `reordered`: each two that follow one another come in the other order. `garbage`: something else
 * comes instead. `no-terminal`: that a job has ended is never told.
 */
export const PUSH_FAULTS = [
  'up',
  'down',
  'silent',
  'slow',
  'duplicated',
  'reordered',
  'garbage',
  'no-terminal',
] as const
export type PushFault = (typeof PUSH_FAULTS)[number]

const PRINTABLE_ASCII = /^[!-~]([ -~]*[!-~])?$/
const JOB_ID = /^[A-Za-z0-9_-]{1,64}$/
const VIDEO_ID = /^[1-9]\d{0,15}$/

/** Whether a text can be the id of a video or of a job at all. */
export function isPossibleId(resource: 'video' | 'job', id: string): boolean {
  return resource === 'video'
    ? VIDEO_ID.test(id) && Number.isSafeInteger(Number(id))
    : JOB_ID.test(id)
}

const videoId: Rule<string> = (value, field) => {
  const id = typeof value === 'number' ? String(value) : value
  return rule(
    'a positive integer',
    (candidate): candidate is string =>
      typeof candidate === 'string' && isPossibleId('video', candidate),
  )(id, field)
}
const jobId = rule(
  '1 to 64 letters, digits, - or _',
  (value): value is string => typeof value === 'string' && JOB_ID.test(value),
)
/** What its stores can hold: a copy as JSON, so that nobody outside can change it either. */
const result: Rule<Record<string, unknown> | null> = (value, field) => {
  const copy = typeof value === 'object' && !Array.isArray(value) ? asJson(value) : undefined
  return rule(
    `an object of JSON, up to ${RESULT_DEPTH} levels deep, or null`,
    (candidate): candidate is Record<string, unknown> | null => candidate !== undefined,
  )(copy, field)
}

const RESULT_DEPTH = 100

/** Undefined when it is too deep, refers to itself, or holds what JSON has no word for. */
function asJson(value: object | null): unknown {
  const fits = (part: unknown, levels: number): boolean =>
    typeof part !== 'object' || part === null
      ? !['bigint', 'function', 'symbol'].includes(typeof part)
      : levels > 0 && Object.values(part).every((inner) => fits(inner, levels - 1))
  return fits(value, RESULT_DEPTH) ? (JSON.parse(JSON.stringify(value)) as unknown) : undefined
}

const seconds = number('a number over 0 and at most 86400', (value) => value > 0 && value <= 86_400)
export const tenantCode = rule(
  'a text that a header can carry',
  (value): value is string => typeof value === 'string' && PRINTABLE_ASCII.test(value),
)
const store = oneOf<StoreFault>('up', 'down', 'slow')

export const videoFields: Fields<Omit<StartVideoInput, 'id'> & { id?: string }> = {
  id: videoId,
  title: text,
  tenant: tenantCode,
  seconds,
  outcome: oneOf('ready', 'failed'),
  error_reason: text,
}

export const jobFields: Fields<StartJobInput> = {
  id: jobId,
  job_type: jobId,
  title: text,
  tenant: tenantCode,
  seconds,
  outcome: oneOf('done', 'failed'),
  error_message: rule('a text', (value) => typeof value === 'string'),
  result,
}

export const faultFields: Fields<Faults> = {
  redis: store,
  db: store,
  api: object<ApiFaults>({
    status: number(
      'an integer from 400 to 599',
      (value) => Number.isInteger(value) && value >= 400 && value <= 599,
    ),
    retryAfter: rule(
      'a text that a header can carry, or a number of seconds that is not negative',
      (value): value is string | number =>
        typeof value === 'string'
          ? PRINTABLE_ASCII.test(value)
          : typeof value === 'number' && Number.isFinite(value) && value >= 0,
    ),
    latencyMs: number('a number from 0 to 60000', (value) => value >= 0 && value <= 60_000),
    failureRate: number('a number from 0 to 1', (value) => value >= 0 && value <= 1),
    malformed: boolean,
  }),
  push: oneOf<PushFault>(...PUSH_FAULTS),
}

export const jobFaultFields: Fields<JobFaults> = {
  stall: boolean,
  crash: boolean,
  lateResult: boolean,
  loseRedisWrite: boolean,
  duplicate: boolean,
}

export const SPEED = 'a number from 0 to 10000'
export const speed = number(SPEED, (value) => value >= 0 && value <= 10_000)

/** With the leap days that ten years can have. */
const TEN_YEARS_MS = (10 * 365 + 3) * 86_400_000
export const ADVANCE = 'a number of milliseconds from 0 to 10 years'
export const milliseconds = number(ADVANCE, (value) => value >= 0 && value <= TEN_YEARS_MS)

/** How statuses can be read. */
export const STRATEGIES = ['db', 'cache', 'redis-first', 'redis-first-hardened'] as const
export type StrategyName = (typeof STRATEGIES)[number]
export const strategyName = oneOf<StrategyName>(...STRATEGIES)
