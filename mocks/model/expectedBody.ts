import type { AiJobRow, VideoRow } from '../database/port'
import type { Resource } from './operations'

/** What a worker said of how far it is, as far as it can be relied on. */
export type Progress = { percent: number; step: string } & Record<string, unknown>

/** A status as a row or an entry has it. */
export type Columns = { status: string; tenant: string } & Record<string, unknown>

const TERMINAL = new Set([
  'READY',
  'DONE',
  'FAILED',
  'REJECTED_BAD_INPUT',
  'FALLBACK_TO_GPU',
  'REVIEW_REQUIRED',
])
export const isTerminal = (status: string) => TERMINAL.has(status)
export const isQueued = (status: string) => status === 'PENDING' || status === 'UPLOADED'

function readObject(value: string | undefined): Record<string, unknown> | null {
  if (value === undefined) return null
  try {
    const parsed = JSON.parse(value) as unknown
    return typeof parsed === 'object' && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown> | null)
      : null
  } catch {
    return null
  }
}

/** The status entry, or null when it says nothing that can be answered. */
export function readStatusEntry(value: string | undefined): Columns | null {
  const entry = readObject(value)
  return typeof entry?.['status'] === 'string' && typeof entry['tenant'] === 'string'
    ? (entry as Columns)
    : null
}

/** The progress entry, or null when it is unknown how far the job is. */
export function readProgress(value: string | undefined): Progress | null {
  const entry = readObject(value)
  return typeof entry?.['percent'] === 'number' && typeof entry['step'] === 'string'
    ? (entry as Progress)
    : null
}

/** The newer of two times, as they were written. */
export function newer(a: unknown, b: unknown): string | undefined {
  const times = [a, b].filter((time) => typeof time === 'string').sort()
  return times.at(-1)
}

/**
 * The body of a 200, by section 1 of the contract.
 *
 * @param title Undefined where the answer does not come from the database.
 */
export function expectedBody(
  resource: Resource,
  id: string,
  columns: Columns,
  progress: Progress | null,
  title: string | undefined,
): Record<string, unknown> {
  return resource === 'video'
    ? videoBody(Number(id), columns, progress, title)
    : jobBody(id, columns, progress)
}

function videoBody(
  id: number,
  columns: Columns,
  progress: Progress | null,
  title: string | undefined,
): Record<string, unknown> {
  const { status } = columns
  const common = { id, status, ...(title === undefined ? {} : { title }) }
  switch (status) {
    case 'READY':
      return {
        ...common,
        updated_at: columns['updated_at'],
        hls_path: columns['hls_path'] ?? null,
        duration: columns['duration'] ?? null,
      }
    case 'FAILED':
      return {
        ...common,
        updated_at: columns['updated_at'],
        error_reason: columns['error_reason'] ?? null,
      }
    case 'PROCESSING':
      return {
        ...common,
        updated_at: newer(columns['updated_at'], progress?.['updated_at']),
        encoding_progress: progress?.percent ?? null,
        encoding_remaining_seconds: progress?.['remaining_seconds'] ?? null,
        encoding_step_index: progress?.['step_index'] ?? null,
        encoding_step_total: progress?.['step_total'] ?? null,
        encoding_step_name: progress?.['step_name_display'] ?? null,
        encoding_step_percent: progress?.['step_percent'] ?? null,
      }
    default:
      return { ...common, updated_at: columns['updated_at'] }
  }
}

function jobBody(id: string, columns: Columns, progress: Progress | null): Record<string, unknown> {
  return {
    job_id: id,
    job_type: columns['job_type'],
    status: columns.status,
    progress: isTerminal(columns.status) ? null : said(progress),
    result: columns['result'] ?? null,
    error_message: columns['error_message'] ?? null,
  }
}

/** What a worker said; its version is told beside the body. */
function said(progress: Progress | null): Record<string, unknown> | null {
  if (progress === null) return null
  const rest: Record<string, unknown> = { ...progress }
  delete rest['version']
  return rest
}

/** What a status entry must say to be answered from: the row's columns that are not null. */
export function expectedEntry(row: VideoRow | AiJobRow): Record<string, unknown> {
  const { status, tenant, version, updated_at } = row
  const more =
    'job_id' in row
      ? { job_type: row.job_type, result: row.result, error_message: row.error_message }
      : { hls_path: row.hls_path, duration: row.duration, error_reason: row.error_reason }
  return Object.fromEntries(
    Object.entries({ status, tenant, version, updated_at, ...more }).filter(
      ([, value]) => value !== null,
    ),
  )
}
