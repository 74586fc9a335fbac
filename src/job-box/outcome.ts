import type { JobResult, WorkerJob } from '../job/WorkerJob'

/**
 * What a result comes down to: counts and a duration. It may be stored on a shared computer, so it
 * holds no names of people and no links.
 */
export type ResultSummary =
  | { type: 'video'; durationSeconds: number | null }
  | {
      type: 'studentImport'
      created: number
      duplicates: number
      restored: number
      failed: number
      total: number | null
    }
  | { type: 'lectureImport'; enrolled: number; createdStudents: number }
  | { type: 'export' }
  | { type: 'messaging'; sent: number; failed: number }
  | { type: 'other' }

/**
 * How a job ended. `result` is null for a success that came without one; `gone`: the server knows no
 * such job any more.
 */
export type Outcome =
  { state: 'succeeded'; result: ResultSummary | null } | { state: 'failed' } | { state: 'gone' }

/** How a job ended, or null while it is in progress. */
export function outcomeOf(job: WorkerJob): Outcome | null {
  switch (job.state) {
    case 'queued':
    case 'running':
      return null
    case 'succeeded':
      return { state: 'succeeded', result: job.result && summarizeResult(job.result) }
    case 'failed':
      return { state: 'failed' }
  }
}

function summarizeResult(result: JobResult): ResultSummary {
  switch (result.type) {
    case 'video':
      return { type: 'video', durationSeconds: result.durationSeconds }
    case 'studentImport':
      return {
        type: 'studentImport',
        created: result.created,
        duplicates: result.duplicates.length,
        restored: result.restored.length,
        failed: result.failed.length,
        total: result.total,
      }
    case 'lectureImport':
      return {
        type: 'lectureImport',
        enrolled: result.enrolled,
        createdStudents: result.createdStudents,
      }
    case 'export':
      return { type: 'export' }
    case 'messaging':
      return { type: 'messaging', sent: result.sent, failed: result.failed.length }
    case 'other':
      return { type: 'other' }
  }
}

/** How many rows or recipients of a result failed. */
export function failedCount(result: ResultSummary | null): number {
  return result?.type === 'studentImport' || result?.type === 'messaging' ? result.failed : 0
}

/** What an ending is to the person who waited for it. */
export type Verdict = 'good' | 'mixed' | 'bad'

/** A job that the server calls done, but in which all there was to do failed, is a failure. */
export function verdictOf(outcome: Outcome): Verdict {
  if (outcome.state !== 'succeeded') return 'bad'
  const { result } = outcome
  if (failedCount(result) === 0) return 'good'
  return doneCount(result) === 0 ? 'bad' : 'mixed'
}

function doneCount(result: ResultSummary | null): number {
  switch (result?.type) {
    case 'studentImport':
      return result.created + result.duplicates + result.restored
    case 'messaging':
      return result.sent
    default:
      return 0
  }
}
