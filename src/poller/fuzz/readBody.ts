import type { JobRef, WorkerJob } from '../../job/WorkerJob'

/** What the contract makes of a body; null: it is not this job's. Written without the parsers. */
export function readBody(
  body: unknown,
  ref: JobRef,
): { state: WorkerJob['state']; percent: number | null } | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const fields = new Map<string, unknown>(Object.entries(body))
  const id = fields.get(ref.kind === 'video' ? 'id' : 'job_id')
  const status = fields.get('status')
  if (typeof status !== 'string' || !/\S/.test(status)) return null
  if ((typeof id === 'string' || typeof id === 'number') && `${id}` !== ref.id) return null
  const state = ref.kind === 'video' ? videoState(status) : jobState(status, fields)
  if (state === 'succeeded' || state === 'failed') return { state, percent: null }
  const inProgress = new Map<string, unknown>(Object.entries(fields.get('progress') ?? {}))
  const sent = ref.kind === 'video' ? fields.get('encoding_progress') : inProgress.get('percent')
  const known = typeof sent === 'number' && Math.abs(sent) !== Infinity
  return { state, percent: known ? Math.max(0, Math.min(sent, 100)) : null }
}

function videoState(status: string): WorkerJob['state'] {
  if (status === 'READY') return 'succeeded'
  if (status === 'FAILED') return 'failed'
  return status === 'PENDING' || status === 'UPLOADED' ? 'queued' : 'running'
}

const FAILURES = ['FAILED', 'REJECTED_BAD_INPUT', 'FALLBACK_TO_GPU', 'REVIEW_REQUIRED']

function jobState(status: string, fields: Map<string, unknown>): WorkerJob['state'] {
  const error = fields.get('error_message')
  const hasError = typeof error === 'string' && /\S/.test(error)
  if (status === 'DONE') return hasError ? 'failed' : 'succeeded'
  if (FAILURES.includes(status)) return 'failed'
  return status === 'PENDING' ? 'queued' : 'running'
}
