import { progressKey, statusKey } from '../redis/entries'
import { resourceOf } from '../workers/plan'
import type { JobSummary, Readings } from './control'

/** One key as Redis holds it. */
export interface KeyView {
  key: string
  /** JSON, indented; as it is stored where it is no JSON. */
  text: string
  ttlSeconds: number
}

/** Where Redis and the database do not say the same. */
export type Drift =
  | { type: 'status' | 'tenant'; redis: string; row: string }
  | { type: 'unreadable'; key: string }
  | { type: 'noRow' }

/** A job with everything that the two stores hold of it. */
export interface JobView {
  job: JobSummary
  table: 'video' | 'ai_job'
  row: object | null
  keys: KeyView[]
  drifts: Drift[]
}

/** Newest first; and the keys that are no job's. */
export function jobViews(stores: {
  jobs: Readings['jobs']
  database: Readings['database']
  redis: Readings['redis']
}): { jobs: JobView[]; otherKeys: KeyView[] } {
  const { database } = stores
  const videos = new Map(database.video.map((row) => [String(row.id), row]))
  const aiJobs = new Map(database.ai_job.map((row) => [row.job_id, row]))
  const keys = new Map(stores.redis.map((listing) => [listing.key, listing]))

  const jobs = stores.jobs.toReversed().map((job): JobView => {
    const resource = resourceOf(job.kind)
    const row = (resource === 'video' ? videos : aiJobs).get(job.id) ?? null
    const own = [statusKey(resource, job.id), progressKey(resource, job.id)].flatMap((key) => {
      const listing = keys.get(key)
      keys.delete(key)
      return listing ?? []
    })
    return {
      job,
      table: resource === 'video' ? 'video' : 'ai_job',
      row,
      keys: own.map(viewOf),
      drifts: driftsOf(statusKey(resource, job.id), own, row),
    }
  })
  return { jobs, otherKeys: [...keys.values()].map(viewOf) }
}

type Listing = Readings['redis'][number]

function viewOf({ key, value, ttlSeconds }: Listing): KeyView {
  const parsed = parsedOrNull(value)
  return { key, ttlSeconds, text: parsed ? JSON.stringify(parsed, null, 2) : value }
}

function parsedOrNull(value: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function driftsOf(
  statusKeyOfJob: string,
  keys: readonly Listing[],
  row: { status: string; tenant: string } | null,
): Drift[] {
  if (keys.length > 0 && row === null) return [{ type: 'noRow' }]
  return keys.flatMap(({ key, value }): Drift[] => {
    const entry = parsedOrNull(value)
    if (!entry) return [{ type: 'unreadable', key }]
    if (key !== statusKeyOfJob || row === null) return []
    return (['status', 'tenant'] as const)
      .filter((field) => entry[field] !== row[field])
      .map((type) => ({ type, redis: String(entry[type]), row: row[type] }))
  })
}
