/** Which worker does the job, and so which endpoint tells its status. */
export type JobKind = 'video' | 'excel' | 'messaging'

/** Names one job. `id` is the server's own id as text: digits for a video, a job id otherwise. */
export type JobRef = { kind: JobKind; id: string }

/** How far a job in progress is. Whatever the server did not say is `null`, never a guess. */
export type JobProgress = {
  /** Overall percent, 0–100. */
  percent: number | null
  /** The server's own estimate, in seconds. */
  remainingSeconds: number | null
  /** When the worker reported last, epoch ms. */
  updatedAt: number | null
  step: {
    /** The worker's own word for the step (`transcoding`); videos send none. */
    key: string | null
    /** 1-based, at most `total`. */
    index: number
    total: number
    /** Ready to show, in the server's language; empty where it sent none. */
    name: string
    /** Percent within the step, 0–100. */
    percent: number | null
  } | null
}

/** One row of an imported sheet, or one recipient, that deserves a word. */
export type RowNote = { row: number | null; name: string; error: string | null }

/** What came of a job that succeeded. */
export type JobResult =
  | { type: 'video'; hlsPath: string; durationSeconds: number | null }
  | {
      type: 'studentImport'
      created: number
      duplicates: RowNote[]
      restored: RowNote[]
      failed: RowNote[]
      total: number | null
    }
  | { type: 'lectureImport'; enrolled: number; createdStudents: number }
  | { type: 'export'; downloadUrl: string; filename: string }
  | { type: 'messaging'; sent: number; failed: RowNote[] }
  | { type: 'other'; raw: unknown }

/** What the screen knows of a job, whatever the wire called it. */
export type WorkerJob = {
  ref: JobRef
  title: string | null
  jobType: string | null
  /** The status as the server wrote it, for logs; decide by `state`. */
  rawStatus: string
} & (
  | { state: 'queued' | 'running'; progress: JobProgress | null }
  /** `result` is null when the server sent none. */
  | { state: 'succeeded'; result: JobResult | null }
  | { state: 'failed'; reason: string | null }
)

/** Whether the job has ended, well or not. */
export function isTerminal(
  job: WorkerJob,
): job is Extract<WorkerJob, { state: 'succeeded' | 'failed' }> {
  return job.state === 'succeeded' || job.state === 'failed'
}

/** What a source of answers says of a job. */
export type JobAnswer = {
  job: WorkerJob
  /** Rises with each change of the job; null where the server numbers nothing. */
  version: number | null
}
