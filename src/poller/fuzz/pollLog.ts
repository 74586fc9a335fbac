import type { JobStatusErrorKind } from '../../job/JobStatusError'
import type { WorkerJob } from '../../job/WorkerJob'
import type { Phase } from '../policy'
import type { Outcome, WireRequest } from './createWire'

/** What the rules make of the requests so far. */
export type Reading = {
  phase: Phase
  /** What is on screen; undefined: nothing yet. */
  job: WorkerJob | undefined
  /** How far it is on screen; null where that is not known, or over. */
  percent: number | null
  /** How often the job has settled. */
  endings: number
  /** Why the last request failed, if it did. */
  failure: JobStatusErrorKind | undefined
  /** Before this the next request may not start; Infinity: there is to be none. */
  notBefore: number
}

const isEnded = (job: WorkerJob) => job.state === 'succeeded' || job.state === 'failed'

/** Whether asking again will not mend it. */
function turnsAway(outcome: Extract<Outcome, { failure: unknown }>, goneInARow: number): boolean {
  if (outcome.failure === 'gone') return goneInARow >= 2
  if (outcome.failure === 'unauthorized' || outcome.failure === 'misconfigured') return true
  const status = outcome.status ?? 0
  const passing = [408, 429].includes(status)
  return outcome.failure === 'http' && status >= 400 && status <= 499 && !passing
}

/** It never falls within an attempt, and is 99 at most until the end. */
function percentAfter(job: WorkerJob, before: number | null): number | null {
  if (!('progress' in job)) return null
  const said = job.progress?.percent ?? null
  return said === null ? before : Math.min(99, Math.max(said, before ?? 0))
}

/**
 * Reads a log by rules 2 to 5, 7, 8, 10, 11 and 15: which phase it must have led to, what must be on
 * screen, and from when on another request may start. Written without the policy.
 */
export function readLog(log: readonly WireRequest[]): Reading {
  let job: WorkerJob | undefined
  let percent: number | null = null
  let failure: JobStatusErrorKind | undefined
  let failures = 0
  let goneInARow = 0
  let finalFailures = 0
  let settled = false
  let endings = 0
  let stopped = false
  let version = -1
  let notBefore = 0

  for (const { at, endedAt, outcome } of log) {
    if (!outcome || endedAt === null) return { ...reading(), notBefore: Infinity }
    if ('job' in outcome) {
      failure = undefined
      ;[failures, goneInARow, finalFailures, stopped] = [0, 0, 0, false]
      const wasEnded = job !== undefined && isEnded(job)
      // What is older than what is on screen is an answer, but shows nothing.
      const older = outcome.version !== null && outcome.version < version
      if (!older) {
        percent = percentAfter(outcome.job, percent)
        job = outcome.job
        version = outcome.version ?? version
      }
      const ended = job !== undefined && isEnded(job)
      if (ended && wasEnded && !settled) endings += 1
      settled = ended && wasEnded
      notBefore = settled ? Infinity : ended ? endedAt : at + 2_000
      continue
    }
    failure = outcome.failure
    failures += 1
    goneInARow = outcome.failure === 'gone' ? goneInARow + 1 : 0
    // What comes after is another job of that name.
    if (outcome.failure === 'gone') version = -1
    const ending = job !== undefined && isEnded(job)
    const ownWait =
      goneInARow > 0 && !ending ? 2_000 : Math.min(30_000, 2_000 * 2 ** (failures - 1)) / 2
    if (ending) {
      finalFailures += 1
      if (finalFailures >= 3 && !settled) endings += 1
      settled ||= finalFailures >= 3
    } else {
      stopped = turnsAway(outcome, goneInARow)
    }
    notBefore = settled || stopped ? Infinity : endedAt + (outcome.retryAfterMs ?? ownWait)
  }
  return reading()

  function reading(): Reading {
    const ending = job !== undefined && isEnded(job)
    const phase: Phase = settled
      ? 'settled'
      : stopped
        ? 'stopped'
        : ending
          ? 'finalizing'
          : failures > 0
            ? 'waiting'
            : job
              ? 'polling'
              : 'connecting'
    return { phase, job, percent, endings, failure, notBefore }
  }
}
