import type { JobStatusError } from '../job/JobStatusError'
import { isTerminal, type JobProgress, type WorkerJob } from '../job/WorkerJob'

/*
 * When a job is asked for again, and when it is not: pure functions of what has been seen (memory),
 * of the page it runs in (surroundings) and of the options. Times are epoch ms.
 */

/** What has been seen of one job. It is plain data in the cache, so the devtools show it. */
export type PollMemory = {
  /** The last good answer, with what earlier ones of the same attempt knew better. */
  job: WorkerJob | null
  /** Names the attempt: when it was first seen, epoch ms. A restart or a retry begins another. */
  attempt: number
  /** When the last request was sent. */
  askedAt: number
  /** When the last good answer came. */
  lastCheckedAt: number | null
  /** When an answer last said something new, and what it said. */
  changedAt: number | null
  said: string | null
  /** The failures since the last good answer. */
  failure: {
    error: JobStatusError
    /** How many in a row, and how many of the last ones in a row said that there is no such job. */
    inARow: number
    goneInARow: number
    at: number
    /** How often the page had returned by then; see `Surroundings`. */
    returns: number
    /** Drawn once per failure, 0–1: which part of the random half of the wait applies. */
    jitter: number
  } | null
  /** From the first terminal answer on: how often the final fetch failed, and whether asking is over. */
  ending: { failures: number; settled: boolean } | null
  /** When the server accepted a retry that no answer has shown yet. */
  retriedAt: number | null
}

/** What the page around the poller is like. */
export type Surroundings = {
  visible: boolean
  online: boolean
  /** How often the page has become visible or come back online since it loaded. */
  returns: number
}

export type PollSettings = {
  enabled: boolean
  /** Start to start, while in progress and visible. */
  intervalMs: number
  /** The same while hidden; false: no requests at all. */
  hiddenIntervalMs: number | false
}

export type Phase = 'connecting' | 'polling' | 'waiting' | 'finalizing' | 'settled' | 'stopped'

/** When the next request is due, and the rule that says so. */
export type Decision =
  | { ask: false; because: 'settled' | 'stopped' | 'offline' | 'hidden' }
  | {
      ask: true
      because: 'first' | 'retry-after' | 'final' | 'failure' | 'hidden' | 'cadence'
      /** Due at `since + waitMs`. */
      since: number
      waitMs: number
    }

const FRESH_MS = 2_000
const FAILURE_BASE_MS = 2_000
const FAILURE_MAX_MS = 30_000
const RETRY_AFTER_MIN_MS = 1_000
const RETRY_AFTER_MAX_MS = 5 * 60_000
/** A failed final fetch is tried twice more. */
const FINAL_FETCHES = 3
/** A job that is gone is asked for once more before that is believed. */
const GONE_ANSWERS = 2
const GONE_WAIT_MS = 2_000
/** How long after a retry an old terminal answer may still come from a cache. */
const RETRY_STALE_MS = 30_000
/** A job in progress never shows more: 100 is for the end. */
const PERCENT_MAX_IN_PROGRESS = 99

/** The rules in the order in which they take precedence. */
export function decide(
  memory: PollMemory | undefined,
  surroundings: Surroundings,
  settings: PollSettings,
): Decision {
  const failure = memory?.failure ?? null
  const ending = memory?.ending ?? null

  if (ending?.settled) return { ask: false, because: 'settled' }
  if (!settings.enabled || isRefused(memory)) return { ask: false, because: 'stopped' }
  if (!surroundings.online) return { ask: false, because: 'offline' }
  if (!surroundings.visible && settings.hiddenIntervalMs === false) {
    return { ask: false, because: 'hidden' }
  }
  if (!memory) return { ask: true, because: 'first', since: 0, waitMs: 0 }

  // The server's word on when to come back is kept by the first request after a return, too.
  const retryAfterMs = failure?.error.retryAfterMs ?? null
  if (failure && retryAfterMs !== null) {
    const waitMs = clamp(retryAfterMs, RETRY_AFTER_MIN_MS, RETRY_AFTER_MAX_MS)
    return { ask: true, because: 'retry-after', since: failure.at, waitMs }
  }
  if (failure) {
    const because = ending ? 'final' : 'failure'
    // Somebody is back, or the network is: no use in waiting out an old failure. But a job that
    // seems to be gone is given its time.
    const returned = surroundings.returns !== failure.returns && failure.goneInARow === 0
    const waitMs = returned ? 0 : failureWaitMs(failure, ending !== null)
    return { ask: true, because, since: failure.at, waitMs }
  }
  if (ending) return { ask: true, because: 'final', since: memory.askedAt, waitMs: 0 }
  if (!surroundings.visible && settings.hiddenIntervalMs !== false) {
    return {
      ask: true,
      because: 'hidden',
      since: memory.askedAt,
      waitMs: settings.hiddenIntervalMs,
    }
  }
  return { ask: true, because: 'cadence', since: memory.askedAt, waitMs: settings.intervalMs }
}

/**
 * How long to wait until a request that was decided on, seen from `now`; 0 when it is due. A clock
 * that was set back never makes the wait longer than the rule's own.
 */
export function msUntil(decision: Decision & { ask: true }, now: number): number {
  return clamp(decision.since + decision.waitMs - now, 0, decision.waitMs)
}

/** Whether a component that mounts asks at once: in progress it finds an answer under 2 s old good enough. */
export function isDueAtMount(
  memory: PollMemory | undefined,
  decision: Decision,
  now: number,
): boolean {
  if (!decision.ask) return false
  switch (decision.because) {
    case 'cadence':
    case 'hidden':
      return now - (memory?.lastCheckedAt ?? 0) >= FRESH_MS
    case 'first':
    case 'final':
    case 'failure':
    case 'retry-after':
      return msUntil(decision, now) === 0
  }
}

export function phaseOf(
  memory: PollMemory | undefined,
  surroundings: Surroundings,
  settings: PollSettings,
): Phase {
  if (memory?.ending?.settled) return 'settled'
  if (!settings.enabled || isRefused(memory)) return 'stopped'
  if (!memory || (!memory.job && !memory.failure)) return 'connecting'
  if (memory.ending) return 'finalizing'
  return memory.failure || !surroundings.online ? 'waiting' : 'polling'
}

/** What is remembered after a good answer to the request sent at `askedAt`. */
export function afterAnswer(
  memory: PollMemory | undefined,
  answer: WorkerJob,
  askedAt: number,
  now: number,
): PollMemory {
  const previous = memory?.job ?? null
  const ended = isTerminal(answer)
  const good = { askedAt, lastCheckedAt: now, failure: null }

  // Until a retried job is seen in progress, its old end may still come from a cache.
  const retriedAt = memory?.retriedAt ?? null
  // A clock that was set back since must not prolong that.
  if (memory && ended && retriedAt !== null && Math.abs(now - retriedAt) < RETRY_STALE_MS) {
    return { ...memory, ...good }
  }

  const restarted = !ended && memory?.ending != null
  const said = reportOf(answer)
  return {
    ...good,
    job: recall(answer, previous, restarted),
    attempt: restarted ? nextAttempt(memory, now) : (memory?.attempt ?? askedAt),
    changedAt: said === memory?.said ? memory.changedAt : now,
    said,
    ending: ended ? { failures: 0, settled: memory?.ending != null } : null,
    retriedAt: null,
  }
}

/**
 * What is remembered after a request that brought no answer: `returns` of the surroundings, and a
 * random number from 0 to 1 for the wait.
 */
export function afterFailure(
  memory: PollMemory | undefined,
  error: JobStatusError,
  askedAt: number,
  now: number,
  { returns, jitter }: { returns: number; jitter: number },
): PollMemory {
  const known = memory ?? { ...NOTHING_SEEN, attempt: askedAt }
  const failures = (known.ending?.failures ?? 0) + 1
  return {
    ...known,
    askedAt,
    failure: {
      error,
      inARow: (known.failure?.inARow ?? 0) + 1,
      goneInARow: error.kind === 'gone' ? (known.failure?.goneInARow ?? 0) + 1 : 0,
      at: now,
      returns,
      jitter,
    },
    // The answer that ended polling stands, whatever becomes of the final fetch.
    ending: known.ending && {
      failures,
      settled: known.ending.settled || failures >= FINAL_FETCHES,
    },
  }
}

/** What is remembered once the server has accepted a retry: a new attempt, of which nothing is known. */
export function afterRetry(memory: PollMemory | undefined, now: number): PollMemory {
  const known = memory ?? NOTHING_SEEN
  const { job } = known
  return {
    ...known,
    job: job && {
      ref: job.ref,
      title: job.title,
      jobType: job.jobType,
      rawStatus: job.rawStatus,
      state: 'queued',
      progress: null,
    },
    attempt: nextAttempt(known, now),
    changedAt: now,
    said: null,
    failure: null,
    ending: null,
    retriedAt: now,
  }
}

/** What is remembered once the app says that the user may ask again. */
export function afterResume(memory: PollMemory): PollMemory {
  return memory.failure?.error.kind === 'unauthorized' ? { ...memory, failure: null } : memory
}

/** A job that was never asked for. */
const NOTHING_SEEN: PollMemory = {
  job: null,
  attempt: 0,
  askedAt: 0,
  lastCheckedAt: null,
  changedAt: null,
  said: null,
  failure: null,
  ending: null,
  retriedAt: null,
}

const nextAttempt = (memory: PollMemory, now: number) => Math.max(now, memory.attempt + 1)

/** Whether the server turned the poller away in a way that asking again will not mend. */
function isRefused(memory: PollMemory | undefined): boolean {
  const failure = memory?.failure
  // A job that has ended is not stopped by what happens to its final fetch.
  if (!failure || memory.ending) return false
  switch (failure.error.kind) {
    case 'unauthorized':
    case 'misconfigured':
      return true
    case 'gone':
      return failure.goneInARow >= GONE_ANSWERS
    case 'http': {
      const status = failure.error.status ?? 500
      return status >= 400 && status < 500 && status !== 408 && status !== 429
    }
    case 'network':
    case 'timeout':
    case 'malformed':
      return false
  }
}

/** min(30 s, 2 s · 2ⁿ⁻¹), half of it random, so that many clients do not return in step. */
function failureWaitMs(failure: NonNullable<PollMemory['failure']>, ended: boolean): number {
  if (failure.goneInARow > 0 && !ended) return GONE_WAIT_MS
  const whole = Math.min(FAILURE_MAX_MS, FAILURE_BASE_MS * 2 ** (failure.inARow - 1))
  return Math.round(whole / 2 + (whole / 2) * failure.jitter)
}

/** Completes an answer by what an earlier one knew: a title, and progress that never falls. */
function recall(answer: WorkerJob, previous: WorkerJob | null, restarted: boolean): WorkerJob {
  const job = {
    ...answer,
    title: answer.title ?? previous?.title ?? null,
    jobType: answer.jobType ?? previous?.jobType ?? null,
  }
  if (isTerminal(job)) return job
  const before = previous && !isTerminal(previous) && !restarted ? previous.progress : null
  return { ...job, progress: risen(job.progress, before?.percent ?? null) }
}

function risen(progress: JobProgress | null, floor: number | null): JobProgress | null {
  const said = progress?.percent ?? null
  if (said === null && floor === null) return progress
  const percent = Math.min(PERCENT_MAX_IN_PROGRESS, Math.max(said ?? 0, floor ?? 0))
  return { remainingSeconds: null, updatedAt: null, step: null, ...progress, percent }
}

/** All that an answer reports but the remaining seconds, which move by themselves. */
function reportOf(job: WorkerJob): string {
  const progress = isTerminal(job) ? null : job.progress
  return JSON.stringify([
    job.rawStatus,
    job.state,
    progress?.percent,
    progress?.updatedAt,
    progress?.step,
  ])
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
