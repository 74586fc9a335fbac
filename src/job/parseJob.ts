import type { JobRef, JobResult, WorkerJob } from './WorkerJob'
import { asAmount, asObject, asRowNotes, asText, readEnvelope, readProgress } from './wire'

/**
 * Reads the answer of `GET /api/v1/jobs/{job_id}/`; the ref says whether it is an Excel or a
 * messaging job.
 *
 * `DONE` without an error text is the only success; `DONE` with one, `FAILED`,
 * `REJECTED_BAD_INPUT`, `FALLBACK_TO_GPU` and `REVIEW_REQUIRED` are failures; `PENDING` is queued,
 * any other text is running. Percents come as sent, clamped to 0–100; fields of the wrong type
 * count as missing.
 *
 * @throws JobStatusError `malformed`: no object, no usable status, or another job's answer.
 */
export function parseJob(body: unknown, ref: JobRef): WorkerJob {
  const { wire, status } = readEnvelope(body, ref, 'job_id')
  const common = { ref, title: null, jobType: asText(wire['job_type']), rawStatus: status }
  const reason = asText(wire['error_message'])
  if (status === 'DONE' && reason === null) {
    return { ...common, state: 'succeeded', result: readResult(wire['result'], ref) }
  }
  switch (status) {
    case 'DONE':
    case 'FAILED':
    case 'REJECTED_BAD_INPUT':
    case 'FALLBACK_TO_GPU':
    case 'REVIEW_REQUIRED':
      return { ...common, state: 'failed', reason }
    default:
      return {
        ...common,
        state: status === 'PENDING' ? 'queued' : 'running',
        progress: readProgress(asObject(wire['progress']) ?? {}, '', 'percent'),
      }
  }
}

/**
 * A result is known by its fields: several job types share a shape, and `job_type` may be missing.
 */
function readResult(value: unknown, ref: JobRef): JobResult | null {
  const wire = asObject(value)
  if (!wire) return null
  const downloadUrl = asText(wire['download_url'])
  if (downloadUrl !== null) {
    return {
      type: 'export',
      downloadUrl,
      filename: asText(wire['filename']) ?? lastSegment(downloadUrl),
    }
  }
  const enrolled = asAmount(wire['enrolled_count'])
  const createdStudents = asAmount(wire['created_students_count'])
  if (enrolled !== null && createdStudents !== null) {
    return { type: 'lectureImport', enrolled, createdStudents }
  }
  const sent = asAmount(wire['sent'])
  if (sent !== null && ref.kind === 'messaging') {
    return { type: 'messaging', sent, failed: asRowNotes(wire['failed']) }
  }
  const created = asAmount(wire['created'])
  if (created !== null) {
    return {
      type: 'studentImport',
      created,
      duplicates: asRowNotes(wire['duplicates']),
      restored: asRowNotes(wire['restored']),
      failed: asRowNotes(wire['failed']),
      total: asAmount(wire['total']),
    }
  }
  return { type: 'other', raw: value }
}

/** The file name that a browser would save a link under. */
function lastSegment(url: string): string {
  return /([^/?#]+)\/*([?#]|$)/.exec(url)?.[1] ?? ''
}
