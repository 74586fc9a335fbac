import type { PollMemory } from '../poller/policy'
import { estimateTimeLeft, nextPace, type Pace } from './estimateTimeLeft'
import { factsOf } from './rowStatus'
import { SOON_MS } from './timeLeft'

/**
 * What has been seen of one attempt of a job while it was at work: of one size however long it
 * takes. Times are epoch ms.
 */
export type ProgressTrace = {
  attempt: number
  /** When the last good answer came, and how often the page had returned by then. */
  checkedAt: number
  returns: number
  /** Whether a request has failed since. */
  isLost: boolean
  changedAt: number | null
  /** For how long the page has looked on, by the last answer, without a change. */
  silentMs: number
  /** The longest that it was so until there was a change. */
  longestGapMs: number
  pace: Pace | null
  /** When the server expects it to end; null: it does not say. */
  endsAt: number | null
  /** Whether it was called almost done before, and is not a minute away again. */
  soon: boolean
}

type Outlook = Pick<ProgressTrace, 'pace' | 'endsAt'>

/** The time left in ms, by the server's word or else by how the percent has moved; null: not known. */
const leftMsOf = ({ pace, endsAt }: Outlook, now: number): number | null =>
  endsAt === null ? estimateTimeLeft(pace, now) : endsAt - now

/**
 * A longer time between two answers is one in which the page did not look: browsers let a hidden
 * page ask once a minute, and a machine that sleeps not at all.
 */
const LOOKS_EVERY_MS = 75_000
const MINUTE_MS = 60_000

/**
 * Goes on from `trace` by what is known after an answer or a failure. Null for a job that is not at
 * work: one may wait in a queue for as long as others take, which is no stall of its own.
 */
export function sight(trace: ProgressTrace | null, memory: PollMemory): ProgressTrace | null {
  const { job, attempt, lastCheckedAt: now, changedAt, returns, failure } = memory
  if (job?.state !== 'running' || now === null) return null
  if (failure) return trace && { ...trace, isLost: true }
  if (now === trace?.checkedAt) return trace

  const isSame =
    trace?.attempt === attempt &&
    // Else the clock was set back.
    trace.checkedAt < now &&
    (job.progress?.percent ?? 100) >= (trace.pace?.percent ?? 0)
  const before = isSame ? trace : null
  const sinceMs = now - (before?.checkedAt ?? now)
  // While the page was offline, lost or asleep, it was not the job that was silent.
  const looked = before?.isLost === false && returns === before.returns && sinceMs <= LOOKS_EVERY_MS
  const silentMs = (before?.silentMs ?? 0) + (looked ? sinceMs : 0)
  const pace = nextPace(before?.pace ?? null, job.ref.kind, job.progress, now)
  const { endsAt } = factsOf(memory)
  const wasSoon = before !== null && (before.soon || (leftMsOf(before, now) ?? Infinity) < SOON_MS)
  const isNews = changedAt !== before?.changedAt
  return {
    attempt,
    checkedAt: now,
    returns,
    isLost: false,
    changedAt,
    silentMs: isNews ? 0 : silentMs,
    longestGapMs: Math.max(before?.longestGapMs ?? 0, isNews ? silentMs : 0),
    pace,
    endsAt,
    soon: wasSoon && (leftMsOf({ pace, endsAt }, now) ?? 0) <= MINUTE_MS,
  }
}
