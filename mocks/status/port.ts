import type { Resource } from '../redis/entries'

/** Where a status came from. */
export type StatusSource = 'redis' | 'db'

/** What reading a status came to. `body` is the JSON of the status API. */
export type StatusReading =
  | { type: 'found'; source: StatusSource; body: VideoBody | JobBody }
  /** No such job for this tenant: another tenant's job reads exactly like one that never was. */
  | { type: 'notFound' }
  /** The database was needed and is down. */
  | { type: 'unavailable'; retryAfterSeconds: number }

/** One way of reading a status. */
export interface StatusStrategy {
  read(resource: Resource, id: string, tenant: string): Promise<StatusReading>
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
