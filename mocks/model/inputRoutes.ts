type IsGood = (value: unknown) => boolean

const isText: IsGood = (value) => typeof value === 'string' && value.trim() !== ''
const isBoolean: IsGood = (value) => typeof value === 'boolean'
const isOneOf =
  (...allowed: unknown[]): IsGood =>
  (value) =>
    allowed.includes(value)
const isBetween =
  (least: number, most: number): IsGood =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
const isJobId: IsGood = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)
const isVideoId: IsGood = (value) =>
  /^[1-9]\d*$/.test(typeof value === 'number' ? String(value) : isText(value) ? String(value) : '')
const isObject: IsGood = (value) => typeof value === 'object' && !Array.isArray(value)
const isSeconds: IsGood = (value) => isBetween(0, 86_400)(value) && value !== 0
const isStore = isOneOf('up', 'down', 'slow')

/** Ten years, with the leap days that they can have. */
const TEN_YEARS_MS = 3653 * 86_400_000

/** A control route that takes input. */
export interface InputRoute {
  method: string
  path: string
  /** What its fields must be; those with a dot are nested. */
  fields: Record<string, IsGood>
  /** Good input, which must not be taken up beside bad. */
  good: string
  /** A field without which it is refused. */
  needs?: string
}

export const INPUT_ROUTES: InputRoute[] = [
  {
    method: 'POST',
    path: '/videos',
    good: '"seconds":5',
    fields: {
      id: isVideoId,
      title: isText,
      tenant: isText,
      seconds: isSeconds,
      outcome: isOneOf('ready', 'failed'),
      error_reason: isText,
    },
  },
  {
    method: 'POST',
    path: '/jobs',
    good: '"job_type":"messaging"',
    fields: {
      id: isJobId,
      job_type: isJobId,
      title: isText,
      tenant: isText,
      seconds: isSeconds,
      outcome: isOneOf('done', 'failed'),
      error_message: (value) => typeof value === 'string',
      result: isObject,
    },
  },
  {
    method: 'PUT',
    path: '/strategy',
    good: '"read":"db"',
    fields: { read: isOneOf('db', 'cache', 'redis-first', 'redis-first-hardened') },
    needs: 'read',
  },
  {
    method: 'PUT',
    path: '/faults',
    good: '"db":"down"',
    fields: {
      redis: isStore,
      db: isStore,
      api: (value) => isObject(value) && value !== null,
      push: isOneOf(...'up down silent slow duplicated reordered garbage no-terminal'.split(' ')),
      'api.status': (value) => isBetween(400, 599)(value) && Number.isInteger(value),
      'api.retryAfter': (value) =>
        (typeof value === 'string' && value !== '') || isBetween(0, Infinity)(value),
      'api.latencyMs': isBetween(0, 60_000),
      'api.failureRate': isBetween(0, 1),
      'api.malformed': isBoolean,
    },
  },
  {
    method: 'PUT',
    path: '/faults/jobs/video/42',
    good: '"crash":true',
    fields: {
      stall: isBoolean,
      crash: isBoolean,
      lateResult: isBoolean,
      loseRedisWrite: isBoolean,
      duplicate: isBoolean,
    },
  },
  {
    method: 'PUT',
    path: '/clock',
    good: '"speed":60',
    fields: { speed: isBetween(0, 10_000) },
    needs: 'speed',
  },
  {
    method: 'POST',
    path: '/clock/advance',
    good: '"ms":5000',
    fields: { ms: isBetween(0, TEN_YEARS_MS) },
    needs: 'ms',
  },
]
