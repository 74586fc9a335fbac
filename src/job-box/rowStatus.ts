import type { JobStatusErrorKind } from '../job/JobStatusError'
import type { JobProgress, JobResult, WorkerJob } from '../job/WorkerJob'
import { isLive, phaseOf, type PollMemory } from '../poller/policy'
import { outcomeOf, type Outcome } from './outcome'
import type { TrackedJob } from './TrackedJob'

/** What a row or a summary needs of the poll memory, so that they render when that changes only. */
export type JobFacts = {
  job: WorkerJob | null
  /** When the server expects the job to end, epoch ms in whole seconds. */
  endsAt: number | null
  /** Whether requests fail so often that a person should know. */
  lost: boolean
  /** Whether a socket tells of it at present. */
  live: boolean
  /** Why asking has stopped for good. */
  stopped: StopReason | null
}

/** An error, or that nothing has changed for hours. */
export type StopReason = JobStatusErrorKind | 'quiet'

/** One failed request is nothing to worry a person with. */
const LOST_AFTER = 2

export function factsOf(memory: PollMemory): JobFacts {
  const { job, failure, lastCheckedAt } = memory
  const progress = job && 'progress' in job ? job.progress : null
  const remaining = progress?.remainingSeconds ?? null
  return {
    job,
    endsAt:
      remaining === null || lastCheckedAt === null
        ? null
        : Math.round(lastCheckedAt / 1000 + remaining) * 1000,
    lost: failure !== null && failure.inARow >= LOST_AFTER,
    live: isLive(memory),
    stopped: phaseOf(memory, true, true) === 'stopped' ? (failure?.error.kind ?? 'quiet') : null,
  }
}

/** What a row says of its job. */
export type RowStatus =
  /** Nothing is known yet. */
  | { state: 'connecting' }
  | { state: 'queued' | 'running'; progress: JobProgress | null; endsAt: number | null }
  /** `job` is null where the end is remembered and its details are not. */
  | { state: 'succeeded'; outcome: Succeeded; job: WorkerJob | null }
  | { state: 'failed'; job: WorkerJob | null; reason: string | null }
  /** Nobody asks any more, and the job had not ended when last seen. */
  | { state: 'stopped'; because: StopReason }

export type Succeeded = Extract<Outcome, { state: 'succeeded' }>

/** What this page has seen of a job goes before what is remembered of it. */
export function rowStatus(tracked: TrackedJob, facts: JobFacts | undefined): RowStatus {
  const job = facts?.job ?? null
  if (!job && tracked.outcome) {
    switch (tracked.outcome.state) {
      case 'failed':
        return { state: 'failed', job: null, reason: null }
      case 'gone':
        return { state: 'stopped', because: 'gone' }
      case 'succeeded':
        return { state: 'succeeded', outcome: tracked.outcome, job: null }
    }
  }
  if (facts?.stopped) return { state: 'stopped', because: facts.stopped }
  if (!job) return { state: 'connecting' }
  switch (job.state) {
    case 'queued':
    case 'running':
      return { state: job.state, progress: job.progress, endsAt: facts?.endsAt ?? null }
    case 'succeeded':
      return {
        state: 'succeeded',
        outcome: (outcomeOf(job) ?? { state: 'succeeded', result: null }) as Succeeded,
        job,
      }
    case 'failed':
      return { state: 'failed', job, reason: job.reason }
  }
}

/** The result itself, where this page has seen it. */
export function resultOf(job: WorkerJob | null): JobResult | null {
  return job?.state === 'succeeded' ? job.result : null
}
