import { isTerminal, type AiJobRow, type VideoRow } from '../database/port'
import type { JobStatusEntry, ProgressEntry, VideoStatusEntry } from '../redis/entries'
import type { StoredProgress } from './entries'
import type { JobBody, VideoBody } from './port'

/** The video API's answer from a Redis entry. Redis holds no title. */
export function videoBodyFromEntry(
  id: number,
  entry: VideoStatusEntry,
  progress: ProgressEntry | null,
): VideoBody {
  return videoBody({ id }, entry, progress)
}

/** The video API's answer from a row. */
export function videoBodyFromRow(row: VideoRow, progress: ProgressEntry | null): VideoBody {
  return videoBody({ id: row.id, title: row.title }, row, progress)
}

function videoBody(
  head: Pick<VideoBody, 'id' | 'title'>,
  state: VideoStatusEntry,
  progress: ProgressEntry | null,
): VideoBody {
  const { status, updated_at } = state
  switch (status) {
    case 'READY':
      return {
        ...head,
        status,
        hls_path: state.hls_path ?? null,
        duration: state.duration ?? null,
        // An error beside a success is told all the same: it is the reader's to judge.
        ...(state.error_reason && { error_reason: state.error_reason }),
        updated_at,
      }
    case 'FAILED':
      return { ...head, status, error_reason: state.error_reason ?? null, updated_at }
    case 'PROCESSING':
      return {
        ...head,
        status,
        encoding_progress: progress?.percent ?? null,
        encoding_remaining_seconds: progress?.remaining_seconds ?? null,
        encoding_step_index: progress?.step_index ?? null,
        encoding_step_total: progress?.step_total ?? null,
        encoding_step_name: progress?.step_name_display ?? null,
        encoding_step_percent: progress?.step_percent ?? null,
        updated_at: progress && progress.updated_at > updated_at ? progress.updated_at : updated_at,
      }
    default:
      return { ...head, status, updated_at }
  }
}

/** The job API's answer, from a Redis entry or a row alike. */
export function jobBody(
  id: string,
  state: JobStatusEntry | AiJobRow,
  progress: StoredProgress | null,
): JobBody {
  return {
    job_id: id,
    job_type: state.job_type,
    status: state.status,
    progress: isTerminal(state.status) || !progress ? null : withoutVersion(progress),
    result: state.result ?? null,
    error_message: state.error_message ?? null,
  }
}

/** What the worker said, as it said it. */
function withoutVersion(progress: StoredProgress): ProgressEntry {
  const said = { ...progress }
  delete said.version
  return said
}
