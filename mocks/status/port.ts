import type { Clock } from '../clock'
import type { Database } from '../database/port'
import type { Resource } from '../redis/entries'
import type { Redis } from '../redis/port'
import type { Memory } from './memory'

/** Where a status came from; `cache` is a row that a cache held. */
export type StatusSource = 'redis' | 'cache' | 'db'

/** `body` is the JSON of the status API. */
export interface StatusFound {
  type: 'found'
  source: StatusSource
  body: VideoBody | JobBody
  /** The highest of what the body was put together from; null: none of it told one. */
  version: number | null
}

/** No such job for this tenant: another tenant's job reads exactly like one that never was. */
export interface StatusNotFound {
  type: 'notFound'
}

/** What reading a status came to. */
export type StatusReading =
  | StatusFound
  | StatusNotFound
  /** The database was needed and is down. */
  | { type: 'unavailable'; retryAfterSeconds: number }

/** One way of reading a status. */
export interface StatusStrategy {
  /** Rejects with a `StoreDownError` when the database is needed and down. */
  read(resource: Resource, id: string, tenant: string): Promise<StatusFound | StatusNotFound>
}

/** What a strategy reads from. */
export interface StatusSources {
  redis: Redis
  database: Database
  memory: Memory
  clock: Clock
  /**
   * Counts what the API did to a job: created, retried, deleted it. What was read before such a
   * change and comes in after it must not be remembered, nor shared with those who ask after it.
   */
  changesOf: (resource: Resource, id: string) => number
}

/** `GET /media/videos/{id}/`; a field is there when its status gives it a meaning. */
export interface VideoBody {
  id: number
  /** Only from the database: Redis holds no title. */
  title?: string
  status: string
  encoding_progress?: number | null
  encoding_remaining_seconds?: number | null
  encoding_step_index?: number | null
  encoding_step_total?: number | null
  encoding_step_name?: string | null
  encoding_step_percent?: number | null
  hls_path?: string | null
  duration?: number | null
  error_reason?: string | null
  updated_at: string
}

/** `GET /api/v1/jobs/{job_id}/` */
export interface JobBody {
  job_id: string
  job_type: string
  status: string
  progress: unknown
  result: unknown
  error_message: string | null
}
