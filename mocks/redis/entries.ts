/** Which of the two status APIs a job belongs to. Excel and messaging jobs share one. */
export type Resource = 'video' | 'job'

/** `SETEX` of a progress key, in seconds; renewed by each write. */
export const PROGRESS_TTL_SECONDS = 3600
/** Of a status key while in progress; renewed by each progress write. */
export const ACTIVE_TTL_SECONDS = 7200
/** Of a status key once terminal. */
export const TERMINAL_TTL_SECONDS = 3600

export function statusKey(resource: Resource, id: string): string {
  return `${resource}:${id}:status`
}

export function progressKey(resource: Resource, id: string): string {
  return resource === 'video' ? `job:video:${id}:progress` : `job:${id}:progress`
}

/** Terminal or in progress, from its columns as the table has them: those that are null are left out. */
export function toStatusEntry(columns: object): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)),
  )
}

/** What a worker or the API stores tells which of the job's changes wrote it. */
export interface Versioned {
  version: number
}

/** What a worker last said of how far it is. */
export interface ProgressEntry {
  step: string
  percent: number
  step_index: number
  step_total: number
  step_name: string
  step_name_display: string
  step_percent: number
  remaining_seconds: number
  updated_at: string
}

export interface VideoStatusEntry extends Versioned {
  status: string
  tenant: string
  hls_path?: string | null
  duration?: number | null
  error_reason?: string | null
  updated_at: string
}

export interface JobStatusEntry extends Versioned {
  status: string
  tenant: string
  job_type: string
  result?: unknown
  error_message?: string | null
  updated_at: string
}
