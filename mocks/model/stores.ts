import type { AiJobRow, VideoRow } from '../database/port'
import type { Metrics } from '../backend/controls'
import type { MockBackend } from '../createMockBackend'
import type { Fault, Reader, Resource } from './operations'

export interface KeyValue {
  value: string
  ttlSeconds: number
}
export type Row = VideoRow | AiJobRow

/** Everything that can be seen of a backend from outside, at one moment. */
export interface Stores {
  /** Epoch ms of mock time. */
  now: number
  redis: Map<string, KeyValue>
  rows: Map<string, Row>
  /** When each job's worker is through, if nothing holds it up, epoch ms. */
  endsAt: Map<string, number>
  metrics: Metrics
  faults: { redis: Fault; db: Fault }
}

/** Names a job whatever its tenant. */
export const nameOf = ({ resource, id }: { resource: Resource; id: string }) => `${resource} ${id}`

export async function lookAt(backend: MockBackend): Promise<Stores> {
  const [{ now }, entries, tables, jobs, metrics, { redis = 'up', db = 'up' }] = await Promise.all([
    backend.clock(),
    backend.redis.list(),
    backend.database(),
    backend.jobs(),
    backend.metrics(),
    backend.faults(),
  ])
  return {
    now,
    redis: new Map(entries.map(({ key, ...rest }) => [key, rest])),
    rows: new Map<string, Row>([
      ...tables.video.map((row) => [`video ${row.id}`, row] as const),
      ...tables.ai_job.map((row) => [`job ${row.job_id}`, row] as const),
    ]),
    endsAt: new Map(
      jobs.map(({ kind, id, endsAt }) => [`${kind === 'video' ? 'video' : 'job'} ${id}`, endsAt]),
    ),
    metrics,
    faults: { redis, db },
  }
}

/** `SELECT … WHERE id AND tenant`. */
export function select(stores: Stores, { resource, id, tenant }: Reader): Row | undefined {
  const row = stores.rows.get(nameOf({ resource, id }))
  return row?.tenant === (tenant ?? 'academy') ? row : undefined
}
