import type { JobClient } from '../api/jobClient'
import type { JobKind } from '../job/WorkerJob'
import type { Outcome, ResultSummary } from './outcome'
import { jobKey, type TrackedJob } from './TrackedJob'

/** Rises when the stored form can no longer be read as before; a list of another version is dropped. */
const VERSION = 1

/** How many jobs the list holds; the oldest go first. */
export const LIST_MAX = 200

/** How many tabs the list knows the last change of. */
const TABS_MAX = 20

/** What outlives the page. */
export type StoredList = {
  jobs: readonly TrackedJob[]
  /** Whether the person closed the box, so that new jobs do not open it. */
  keepClosed: boolean
  /** Whether the person wants a notification when a job ends. */
  notify: boolean
  /** The ids of the videos that were taken out last, newest first: a server may list them still. */
  dismissed: readonly string[]
  /** The number of the last change of each tab that is part of this, the latest tab first. */
  changes: readonly (readonly [tab: string, change: number])[]
}

/** The number of the last change of a tab that a list holds. */
export const lastChange = ({ changes }: StoredList, tab: string): number =>
  changes.find(([of]) => of === tab)?.[1] ?? 0

/** Says in the list that it holds a tab's changes up to this one. */
export const withChange = (list: StoredList, tab: string, change: number): StoredList => ({
  ...list,
  changes: [[tab, change] as const, ...list.changes.filter(([of]) => of !== tab)].slice(
    0,
    TABS_MAX,
  ),
})

/** The list belongs to the server, tenant and user that the client speaks for. */
export function storageKey({ identity }: JobClient): string {
  return `worker-job-box:${JSON.stringify([identity.baseUrl, identity.tenant, identity.scope])}`
}

export function serializeList(list: StoredList): string {
  return JSON.stringify({ version: VERSION, ...list })
}

/** Reads what was stored. Whatever is not ours is dropped: the whole, or the one job. */
export function parseList(text: string | null): StoredList {
  const stored = asFields(parseJson(text))
  if (stored?.['version'] !== VERSION || !Array.isArray(stored['jobs'])) {
    return { jobs: [], keepClosed: false, notify: false, dismissed: [], changes: [] }
  }
  const jobs = new Map<string, TrackedJob>()
  for (const entry of stored['jobs']) {
    const job = asJob(entry)
    if (job && jobs.size < LIST_MAX && !jobs.has(jobKey(job.ref))) jobs.set(jobKey(job.ref), job)
  }
  return {
    jobs: [...jobs.values()],
    keepClosed: stored['keepClosed'] === true,
    notify: stored['notify'] === true,
    dismissed: asList(stored['dismissed'], isText).slice(0, LIST_MAX),
    changes: asList(stored['changes'], isChange).slice(0, TABS_MAX),
  }
}

const asList = <T>(value: unknown, isEntry: (entry: unknown) => entry is T): T[] =>
  Array.isArray(value) ? value.filter(isEntry) : []

const isText = (value: unknown): value is string => typeof value === 'string'

const isChange = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) && isText(value[0]) && Number.isSafeInteger(value[1])

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

type Fields = Readonly<Record<string, unknown>>

const asFields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? (value as Fields) : null

const asAmount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null

const kinds: Readonly<Record<JobKind, true>> = { video: true, excel: true, messaging: true }

function asJob(value: unknown): TrackedJob | null {
  const fields = asFields(value)
  const ref = asFields(fields?.['ref'])
  const [kind, id, title] = [ref?.['kind'], ref?.['id'], fields?.['title']]
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return null
  if (typeof id !== 'string' || id === '' || typeof title !== 'string') return null
  return {
    ref: { kind: kind as JobKind, id },
    title,
    addedAt: asAmount(fields?.['addedAt']) ?? 0,
    outcome: asOutcome(fields?.['outcome']),
  }
}

/** An outcome that cannot be read is none: the job is asked for once more. */
function asOutcome(value: unknown): Outcome | null {
  const fields = asFields(value)
  const state = fields?.['state']
  if (state === 'failed' || state === 'gone') return { state }
  if (!fields || state !== 'succeeded') return null
  if (fields['result'] === null) return { state: 'succeeded', result: null }
  const result = asResult(asFields(fields['result']) ?? {})
  return result && { state: 'succeeded', result }
}

/** The fields of each result, and what counts where one cannot be read. */
const blanks: { [Type in ResultSummary['type']]: Extract<ResultSummary, { type: Type }> } = {
  video: { type: 'video', durationSeconds: null },
  studentImport: {
    type: 'studentImport',
    created: 0,
    duplicates: 0,
    restored: 0,
    failed: 0,
    total: null,
  },
  lectureImport: { type: 'lectureImport', enrolled: 0, createdStudents: 0 },
  export: { type: 'export' },
  messaging: { type: 'messaging', sent: 0, failed: 0 },
  other: { type: 'other' },
}

function asResult(fields: Fields): ResultSummary | null {
  const blank = Object.values(blanks).find(({ type }) => type === fields['type'])
  if (!blank) return null
  const read = Object.entries<unknown>(blank).map(([name, otherwise]) => [
    name,
    name === 'type' ? otherwise : (asAmount(fields[name]) ?? otherwise),
  ])
  return Object.fromEntries(read) as ResultSummary
}
