import { JobStatusError } from '../job/JobStatusError'
import { isTerminal, type JobAnswer, type JobProgress, type WorkerJob } from '../job/WorkerJob'

/*
 * When a job is asked for again, and when it is not: pure functions of what has been seen (memory),
 * of the page it runs in (surroundings) and of the options. Times are epoch ms.
 */

/** What has been seen of one job. It is plain data in the cache, so the devtools show it. */
export type PollMemory = {
  /** The last good answer, with what earlier ones of the same attempt knew better. */
  job: WorkerJob | null
  /** The highest version answered; null where the server numbers nothing. */
  version: number | null
  /** Names the attempt: when it was first seen, epoch ms. A restart or a retry begins another. */
  attempt: number
  /** When the last request was sent, and the how manieth it was. */
  askedAt: number
  asked: number
  /** How often the page had returned by the time of its answer; see `Surroundings`. */
  returns: number
  /** When the last good answer came. */
  lastCheckedAt: number | null
  /** When an answer last said something new, and what it said. */
  changedAt: number | null
  said: string | null
  /** The failures since the last good answer. */
  failure: Failure | null
  /** The last failure, where a socket has told of the job since: the server may still be busy. */
  excused: Failure | null
  /** From the first terminal answer on: how often the final fetch failed, and whether asking is over. */
  ending: { failures: number; settled: boolean } | null
  /** When the server accepted a retry that no answer has shown yet. */
  retriedAt: number | null
  /**
   * How long the answers have been the same by the last of them: since the last change, or since
   * somebody asked to go on.
   */
  quiet: { since: number; ms: number }
  /**
   * Whether a socket tells of the job's changes: when it last did, or when it was lost. Null: none
   * ever did, or it kept a change to itself. `jitter` is drawn once per loss, 0–1.
   */
  push: { live: true; heardAt: number } | { live: false; lostAt: number; jitter: number } | null
}

type Failure = {
  error: JobStatusError
  /** How many in a row, and how many of the last ones in a row said that there is no such job. */
  inARow: number
  goneInARow: number
  at: number
  /** Drawn once per failure, 0–1: which part of the random half of the wait applies. */
  jitter: number
}

/** The place of a request among those for its job. */
export type PollRequest = Pick<PollMemory, 'askedAt' | 'asked'>

/** What the page around the poller is like. */
export type Surroundings = {
  visible: boolean
  online: boolean
  /** How often the page has become visible or come back online since it loaded. */
  returns: number
  /** Whether a component has come to a job that none had watched, and no answer has come since. */
  arrived: boolean
  /** Whether this tab asks; else another one does, and tells. */
  asks: boolean
  /** How many jobs this page asks for, not counting those that a socket tells of. */
  crowd: number
  /** When a socket that works was asked to tell of the job, epoch ms; null: there is none. */
  subscribedAt: number | null
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
  { ask: false; because: 'settled' | 'stopped' | 'told' | 'offline' | 'hidden' } | Due

type Due = {
  ask: true
  because:
    | 'first'
    | 'retry-after'
    | 'final'
    | 'failure'
    | 'silence'
    | 'back'
    | 'take-over'
    | 'hidden'
    | 'easing'
    | 'ceiling'
    | 'cadence'
  /** Due at `since + waitMs`. */
  since: number
  waitMs: number
}

/** An answer older than this is too old for somebody who has just come. */
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
/** A job in which nothing moves is asked for less often, and one day no more. */
const EASED_AFTER_MS = 10 * 60_000
const EASED_MS = 10_000
const QUIET_MAX_MS = 6 * 3_600_000
/** A socket that says nothing of a job for so long is checked by asking. */
export const SILENCE_MS = 30_000
/** A socket that is asked for a job's state says so at once, or the API is asked. */
const FIRST_MESSAGE_MS = 1_000
/** A socket that was lost is given so long to come back, and some more, so that not all ask in step. */
const TAKE_OVER_MS = 2_000
const TAKE_OVER_JITTER_MS = 500
/** One page starts at most 10 requests a second. */
export const STARTS_PER_SECOND = 10
/** When crowded they start in groups: answers that come together cost the page one frame together. */
const GROUP_SIZE = 5
const GROUP_GAP_MS = 500
/** How long a group may take to start. */
const GROUP_MAX_MS = 50
/** A job in progress never shows more: 100 is for the end. */
const PERCENT_MAX_IN_PROGRESS = 99

/** The rules in the order in which they take precedence. */
export function decide(
  memory: PollMemory | undefined,
  surroundings: Surroundings,
  settings: PollSettings,
): Decision {
  if (memory?.ending?.settled) return { ask: false, because: 'settled' }
  if (!settings.enabled || isStopped(memory)) return { ask: false, because: 'stopped' }
  if (!surroundings.asks) return { ask: false, because: 'told' }
  if (!surroundings.online) return { ask: false, because: 'offline' }
  if (!surroundings.visible && settings.hiddenIntervalMs === false) {
    return { ask: false, because: 'hidden' }
  }
  if (!memory) return firstOf(surroundings)

  const next = dueOf(memory, surroundings, settings)
  const last = memory.failure ?? memory.excused
  if (!last || last.error.retryAfterMs === null) return next
  // The server's word on when to come back is kept by the first request after a return, too.
  const waitMs = clamp(last.error.retryAfterMs, RETRY_AFTER_MIN_MS, RETRY_AFTER_MAX_MS)
  return memory.failure || last.at + waitMs > next.since + next.waitMs
    ? { ask: true, because: 'retry-after', since: last.at, waitMs }
    : next
}

/** When a job of which nothing is known is due. */
function firstOf({ subscribedAt }: Surroundings): Due {
  const waitMs = subscribedAt === null ? 0 : FIRST_MESSAGE_MS
  return { ask: true, because: 'first', since: subscribedAt ?? 0, waitMs }
}

/** When a job that is to be asked for is due by what is known of it. */
function dueOf(
  memory: PollMemory,
  surroundings: Surroundings,
  { intervalMs, hiddenIntervalMs }: PollSettings,
): Due {
  const { visible, returns, arrived, crowd } = surroundings
  const { askedAt, failure, ending, push } = memory
  const returned = returns !== memory.returns
  if (failure) {
    const { at, goneInARow } = failure
    // Somebody is back, or the network is: no use in waiting out an old failure. But a job that
    // seems to be gone is given its time.
    const seemsGone = goneInARow > 0 && !ending
    const waitMs = seemsGone ? GONE_WAIT_MS : returned ? 0 : failureWaitMs(failure)
    return { ask: true, because: ending ? 'final' : 'failure', since: at, waitMs }
  }
  if (ending) return { ask: true, because: 'final', since: askedAt, waitMs: 0 }
  if (push?.live) return { ask: true, because: 'silence', since: push.heardAt, waitMs: SILENCE_MS }

  // Somebody asked to go on, and there was no answer before.
  if (memory.lastCheckedAt === null) return firstOf(surroundings)

  let because: Due['because'] = 'cadence'
  let waitMs = intervalMs
  const atLeast = (rule: typeof because, ms: number) => {
    if (ms > waitMs) [because, waitMs] = [rule, ms]
  }
  if (!visible) atLeast('hidden', hiddenIntervalMs || 0)
  if (memory.quiet.ms >= EASED_AFTER_MS) atLeast('easing', EASED_MS)
  atLeast('ceiling', (crowd * 1_000) / STARTS_PER_SECOND)
  if (returned || arrived) {
    // The last answer counts, which is older than the last request if that has failed.
    const since = Math.min(askedAt, memory.lastCheckedAt)
    const ms = Math.min(waitMs, FRESH_MS)
    // What a socket is about to tell need not be asked for.
    const told = (surroundings.subscribedAt ?? 0) + FIRST_MESSAGE_MS
    return { ask: true, because: 'back', since: Math.max(since, told - ms), waitMs: ms }
  }
  if (push) {
    const graceMs = TAKE_OVER_MS + TAKE_OVER_JITTER_MS * push.jitter
    if (push.lostAt + graceMs > askedAt + waitMs) {
      return { ask: true, because: 'take-over', since: push.lostAt, waitMs: graceMs }
    }
  }
  return { ask: true, because, since: askedAt, waitMs }
}

/** How long to wait until a request that was decided on, seen from `now`; 0 when it is due. */
export function msUntil(decision: Due, now: number): number {
  return Math.max(0, decision.since + decision.waitMs - now)
}

/**
 * How long the next request of a page must wait for its turn; 0: it may start. `starts` are the
 * latest starts, in order. What is urgent waits for no group.
 */
export function msUntilTurn(
  starts: readonly number[],
  crowd: number,
  isUrgent: boolean,
  now: number,
): number {
  const tenth = starts.at(-STARTS_PER_SECOND) ?? -Infinity
  const ceilingMs = Math.max(0, tenth + 1_000 - now)
  if (isUrgent || crowd <= STARTS_PER_SECOND) return ceilingMs
  const last = starts.at(-1) ?? -Infinity
  const group = starts.filter((at) => at > last - GROUP_MAX_MS)
  const isOpen =
    group.length < GROUP_SIZE && now + ceilingMs < (group[0] ?? -Infinity) + GROUP_MAX_MS
  return isOpen ? ceilingMs : Math.max(ceilingMs, last + GROUP_GAP_MS - now)
}

export function phaseOf(memory: PollMemory | undefined, online: boolean, enabled: boolean): Phase {
  if (memory?.ending?.settled) return 'settled'
  if (!enabled || isStopped(memory)) return 'stopped'
  if (!memory || (!memory.job && !memory.failure)) return 'connecting'
  if (memory.ending) return 'finalizing'
  return memory.failure || !online ? 'waiting' : 'polling'
}

/** Why there is no good answer, or no more of them. */
export function errorOf(memory: PollMemory): JobStatusError | null {
  if (memory.failure || !isQuietTooLong(memory)) return memory.failure?.error ?? null
  return new JobStatusError(
    'timeout',
    'Failed to follow a job: nothing has changed for 6 hours. Call refetch() to go on.',
  )
}

/** A request that is sent now, by which its answer is known to be the latest or not. */
export function nextRequest(memory: PollMemory | undefined, now: number): PollRequest {
  return { askedAt: now, asked: (memory?.asked ?? 0) + 1 }
}

/** What is remembered after a good answer to `request`. */
export function afterAnswer(
  memory: PollMemory | undefined,
  { job: answer, version }: JobAnswer,
  request: PollRequest,
  now: number,
  returns: number,
): PollMemory {
  if (memory && isOvertaken(request, memory)) return memory
  const known = memory ?? { ...NOTHING_SEEN, attempt: request.askedAt }
  const { ending, retriedAt } = known
  const said = reportOf(answer)
  const { since } = known.quiet
  const quiet = { since, ms: now - since }
  const isOlder = version !== null && known.version !== null && version < known.version
  const isNews = !isOlder && said !== known.said
  const push = afterChecking(known.push, isNews, request, now)
  const good = {
    ...request,
    returns,
    lastCheckedAt: now,
    failure: null,
    excused: null,
    quiet,
    push,
  }

  if (isOlder) {
    return { ...known, ...good, ending: ending && { ...ending, settled: true } }
  }
  const ended = isTerminal(answer)
  // Until a retried job is seen in progress, its old end may still come from a cache.
  // A clock that was set back since must not prolong that.
  if (ended && retriedAt !== null && Math.abs(now - retriedAt) < RETRY_STALE_MS) {
    return { ...known, ...good }
  }

  const restarted = !ended && ending !== null
  return {
    ...known,
    ...good,
    job: recall(answer, known.job, restarted),
    version: version ?? known.version,
    attempt: restarted ? nextAttempt(known, now) : known.attempt,
    ...(isNews && { said, changedAt: now, quiet: quietFrom(now) }),
    ending: ended ? { failures: 0, settled: ending !== null } : null,
    retriedAt: null,
  }
}

/** A socket that had long been silent is believed on if the API has nothing new either. */
function afterChecking(
  push: PollMemory['push'],
  isNews: boolean,
  { askedAt }: PollRequest,
  now: number,
): PollMemory['push'] {
  if (!push?.live || askedAt < push.heardAt + SILENCE_MS) return push
  return isNews ? null : { live: true, heardAt: now }
}

/** Whether what is known of a job in progress is what a socket has told, as far as anyone can know. */
export function isLive({ push, ending, failure }: PollMemory): boolean {
  return push?.live === true && !ending && !failure
}

/**
 * What is remembered after a request that brought no answer; `jitter` is a random number from 0 to
 * 1 for the wait.
 */
export function afterFailure(
  memory: PollMemory | undefined,
  error: JobStatusError,
  request: PollRequest,
  now: number,
  returns: number,
  jitter: number,
): PollMemory {
  if (memory && isOvertaken(request, memory)) return memory
  const known = memory ?? { ...NOTHING_SEEN, attempt: request.askedAt }
  const gone = error.kind === 'gone'
  const failures = (known.ending?.failures ?? 0) + 1
  return {
    ...known,
    // A job of that name that comes later is another one, with versions of its own.
    version: gone ? null : known.version,
    ...request,
    returns,
    failure: {
      error,
      inARow: (known.failure?.inARow ?? 0) + 1,
      goneInARow: gone ? (known.failure?.goneInARow ?? 0) + 1 : 0,
      at: now,
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
    quiet: quietFrom(now),
    failure: null,
    excused: null,
    ending: null,
    retriedAt: now,
    push: null,
  }
}

/**
 * What is remembered once the clock turns out to have been set back: what lies ahead was just now,
 * or waits would last for as long as the clock was set back. The same if nothing lies ahead.
 */
export function afterSetBack(memory: PollMemory, now: number): PollMemory {
  const { askedAt, failure, excused, push } = memory
  const pushAt = push?.live ? push.heardAt : push?.lostAt
  if (askedAt <= now && (failure?.at ?? now) <= now && (pushAt ?? now) <= now) return memory
  const past = (one: Failure | null) => one && { ...one, at: Math.min(one.at, now) }
  return {
    ...memory,
    askedAt: Math.min(askedAt, now),
    failure: past(failure),
    excused: past(excused),
    push: push && (push.live ? { ...push, heardAt: now } : { ...push, lostAt: now }),
  }
}

/** What is remembered once the app says that the user may ask again. */
export function afterResume(memory: PollMemory, now: number): PollMemory {
  const resumed = afterRefetch(memory, now)
  return memory.failure?.error.kind === 'unauthorized' ? { ...resumed, failure: null } : resumed
}

/** What is remembered once somebody asks by hand, with or without an answer to it. */
export function afterRefetch(memory: PollMemory, now: number): PollMemory {
  return isStopped(memory) ? { ...memory, quiet: quietFrom(now) } : memory
}

/** A job that was never asked for. */
const NOTHING_SEEN: PollMemory = {
  job: null,
  version: null,
  attempt: 0,
  askedAt: 0,
  asked: 0,
  returns: 0,
  lastCheckedAt: null,
  changedAt: null,
  said: null,
  failure: null,
  excused: null,
  ending: null,
  retriedAt: null,
  quiet: { since: 0, ms: 0 },
  push: null,
}

const quietFrom = (since: number): PollMemory['quiet'] => ({ since, ms: 0 })

const nextAttempt = (memory: PollMemory, now: number) => Math.max(now, memory.attempt + 1)

/**
 * Whether another request, in this tab or in another, was sent later. By the clock alone, which may
 * be set back, and by the count alone, which begins anew in an emptied cache, it is not known.
 */
export const isOvertaken = (request: PollRequest, by: PollRequest) =>
  by.asked >= request.asked && by.askedAt > request.askedAt

const isQuietTooLong = ({ ending, quiet }: PollMemory) => !ending && quiet.ms >= QUIET_MAX_MS

/** Whether asking again is of no use, as far as is known. */
function isStopped(memory: PollMemory | undefined): boolean {
  // A job that has ended is not stopped by what happens to its final fetch.
  if (!memory || memory.ending) return false
  const { failure } = memory
  if (!failure) return isQuietTooLong(memory)
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
function failureWaitMs({ inARow, jitter }: NonNullable<PollMemory['failure']>): number {
  const whole = Math.min(FAILURE_MAX_MS, FAILURE_BASE_MS * 2 ** (inARow - 1))
  return Math.round(whole / 2 + (whole / 2) * jitter)
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
