import { JobStatusError } from '../../job/JobStatusError'
import type { JobProgress, JobRef, JobResult, RowNote, WorkerJob } from '../../job/WorkerJob'

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isAmount = (value: unknown) => isNumber(value) && (value as number) >= 0
const isPercent = (value: unknown) => isAmount(value) && (value as number) <= 100
const isText = (value: unknown) => typeof value === 'string'
const orNull = (is: (value: unknown) => boolean) => (value: unknown) => value === null || is(value)

// Not by `expect`, which is slow where it is called a hundred thousand times.
function expectField(where: string, value: unknown, is: (value: unknown) => boolean): void {
  if (!is(value)) throw new Error(`${where} is ${String(value).slice(0, 80)}`)
}

/** Fails unless the job is one by the letter of its type, however odd the answer was. */
export function expectJob(job: WorkerJob, ref: JobRef): void {
  expectField('ref', job.ref, () => job.ref.kind === ref.kind && job.ref.id === ref.id)
  expectField('title', job.title, orNull(isText))
  expectField('jobType', job.jobType, orNull(isText))
  expectField('rawStatus', job.rawStatus, isText)
  switch (job.state) {
    case 'queued':
    case 'running':
      if (job.progress) expectProgress(job.progress)
      return
    case 'succeeded':
      if (job.result) expectResult(job.result)
      return
    case 'failed':
      expectField('reason', job.reason, orNull(isText))
  }
}

function expectProgress({ percent, remainingSeconds, updatedAt, step }: JobProgress): void {
  expectField('percent', percent, orNull(isPercent))
  expectField('remainingSeconds', remainingSeconds, orNull(isAmount))
  expectField('updatedAt', updatedAt, orNull(isNumber))
  if (!step) return
  expectField('step.key', step.key, orNull(isText))
  expectField('step.name', step.name, isText)
  expectField('step.percent', step.percent, orNull(isPercent))
  expectField('step.total', step.total, Number.isSafeInteger)
  expectField('step.index', step.index, Number.isSafeInteger)
  expectField(
    'step.index',
    step.index,
    (index) => Number(index) >= 1 && Number(index) <= step.total,
  )
}

function expectResult(result: JobResult): void {
  switch (result.type) {
    case 'video':
      expectField('hlsPath', result.hlsPath, isText)
      expectField('durationSeconds', result.durationSeconds, orNull(isAmount))
      return
    case 'studentImport':
      expectField('created', result.created, isAmount)
      expectField('total', result.total, orNull(isAmount))
      for (const list of [result.duplicates, result.restored, result.failed]) expectNotes(list)
      return
    case 'lectureImport':
      expectField('enrolled', result.enrolled, isAmount)
      expectField('createdStudents', result.createdStudents, isAmount)
      return
    case 'export':
      expectField('downloadUrl', result.downloadUrl, isText)
      expectField('filename', result.filename, isText)
      return
    case 'messaging':
      expectField('sent', result.sent, isAmount)
      expectNotes(result.failed)
      return
    case 'other':
      return
  }
}

function expectNotes(notes: RowNote[]): void {
  for (const { row, name, error } of notes) {
    expectField('row', row, orNull(isNumber))
    expectField('name', name, isText)
    expectField('error', error, orNull(isText))
  }
}

/** Fails unless the error is one of ours and says something. */
export function expectError(error: unknown): void {
  if (!(error instanceof JobStatusError)) throw new Error(`the error is ${String(error)}`)
  const { message, status, retryAfterMs, detail } = error
  expectField('error.status', status, orNull(Number.isSafeInteger))
  expectField('error.retryAfterMs', retryAfterMs, orNull(isAmount))
  expectField('error.detail', detail, orNull(isText))
  expectField('error.message', message, () => message.startsWith('Failed to '))
}
