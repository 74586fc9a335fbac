import type { Belief } from './Belief'
import { SHARE_MS, type Crowd } from './Crowd'
import type { Moment } from './Log'
import { ages, isEnabled, type Surroundings } from './Surroundings'

/** A reason for a request: it may start `ms` after `since`, or it must. */
type Reason = { since: Moment; ms: number; rule: string }

/** When the next request of a job may start, and by when it must. */
export type NextRequest =
  { silent: string } | { silent: null; may: readonly Reason[]; must: readonly Reason[] }

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const FIRST = 'rule 1: the first request'
/** Waits are drawn, and may be rounded. */
const ROUNDING_MS = 1

/** The rules in the order of their precedence. */
export function nextRequest(
  belief: Belief,
  around: Surroundings,
  crowdSince: (t: number) => Crowd,
): NextRequest {
  const { flight, asked, failure, ending, stop } = belief
  const { visible, online } = around
  const enabled = around.watchers.filter(isEnabled)
  const hiddenIntervals = enabled
    .map(({ options }) => options.hiddenIntervalMs ?? 30 * SECOND_MS)
    .filter((ms) => ms !== false)

  if (flight) return { silent: 'rule 2: a request is in flight' }
  if (around.watchers.length === 0) return { silent: 'rule 16: no component watches' }
  const wait = failure && failure.why.retryAfterMs
  const retryAfterMs = wait === null ? null : Math.min(5 * MINUTE_MS, Math.max(SECOND_MS, wait))
  if (asked) {
    // Whether a refetch() asks offline, in a tab that is not to ask, or before the server wants it
    // is not said.
    const sure = online && (visible || hiddenIntervals.length > 0) && retryAfterMs === null
    const reason = { since: asked, ms: 0, rule: 'refetch() is one request now' }
    return { silent: null, may: [reason], must: sure ? [reason] : [] }
  }
  if (ending?.settled) return { silent: 'rule 3: the job has settled' }
  if (stop) return { silent: STOPS[stop] }
  if (enabled.length === 0) return { silent: 'no component is enabled' }
  if (!online) return { silent: 'rule 9: offline' }
  if (!visible && hiddenIntervals.length === 0) {
    return { silent: 'rule 6: hiddenIntervalMs is false' }
  }

  const soon: Reason[] = belief.restart
    ? [{ since: belief.restart, ms: 0, rule: 'after a retry or a resumption' }]
    : []
  if (failure && retryAfterMs !== null) {
    return both({ since: failure.at, ms: retryAfterMs, rule: 'rule 8: Retry-After' })
  }
  if (failure) {
    const { at, least, most, gone, returned } = failure
    if (gone > 0 && !ending) return both({ since: at, ms: 2 * SECOND_MS, rule: 'rule 10: gone' })
    const rule = ending ? 'rule 4: a final fetch that failed' : 'rule 7: a failure'
    if (returned) return both({ since: returned, ms: 0, rule: `${rule}, and a return since` })
    return {
      silent: null,
      may: [{ since: at, ms: longestWait(least) / 2 - ROUNDING_MS, rule }],
      must: [{ since: at, ms: longestWait(most) + ROUNDING_MS, rule }],
    }
  }
  const { lastAnswer, lastStart, heardStart, arrival, eased, live, lost, awaits } = belief
  const { notBefore } = belief
  const patient = (reason: Reason): Reason =>
    notBefore ? later(reason, { ...notBefore, rule: 'rule 8: Retry-After' }) : reason
  if (ending && lastAnswer) {
    return both(patient({ since: lastAnswer, ms: 0, rule: 'rule 3: the final fetch' }))
  }
  if (live) {
    const check = patient({ since: live, ms: 30 * SECOND_MS, rule: 'push: a check after silence' })
    return { silent: null, may: [check, ...soon], must: [check] }
  }
  if (!lastAnswer && awaits) {
    const unheard = { since: awaits, ms: SECOND_MS, rule: 'push: no first message' }
    return { silent: null, may: [unheard, ...soon], must: [unheard] }
  }
  // Where the interval of a visible page is the longer one, a hidden page may take it as well.
  const shortest = (interval: (visibleMs: number, hiddenMs: number | false) => number | false) =>
    Math.min(
      ...enabled
        .map(({ options: { intervalMs = 2 * SECOND_MS, hiddenIntervalMs = 30 * SECOND_MS } }) =>
          interval(intervalMs, hiddenIntervalMs),
        )
        .filter((ms) => ms !== false),
    )
  const interval = shortest((visibleMs) => visibleMs)
  const least = visible ? interval : shortest((_, hiddenMs) => hiddenMs)
  const most = visible
    ? interval
    : shortest((visibleMs, hiddenMs) => hiddenMs && Math.max(visibleMs, hiddenMs))
  if (!lastAnswer || !heardStart) {
    const first = { since: { t: belief.touchedAt, wall: 0, ahead: 0 }, ms: 0, rule: FIRST }
    if (!lastStart || soon.length === 0) return both(first)
    return { silent: null, may: soon, must: [{ since: lastStart, ms: most, rule: FIRST }] }
  }

  const crowd = crowdSince(heardStart.t)
  const easing = eased ? 10 * SECOND_MS : 0
  const [atLeast, atMost] = [
    Math.max(least, easing, crowd.least * SHARE_MS),
    Math.max(most, easing, crowd.most * SHARE_MS),
  ]
  const rule = visible
    ? eased && easing > interval
      ? 'rule 13: easing'
      : 'rule 2: cadence'
    : 'rule 6: hidden'
  /** A message counts as an answer to a request that started with it. */
  const started = lastStart && lastStart.t > heardStart.t ? lastStart : heardStart
  /** A socket that was lost is given so long to come back. */
  const graceful = (reason: Reason, ms: number): Reason =>
    lost ? later(reason, { since: lost, ms, rule: 'push: the socket is lost' }) : reason
  /** One that has just been subscribed to is given so long to tell somebody new. */
  const unheard = (reason: Reason): Reason =>
    awaits
      ? later(reason, { since: awaits, ms: SECOND_MS, rule: 'push: no first message' })
      : reason
  const may: Reason[] = [graceful({ since: heardStart, ms: atLeast, rule }, 2 * SECOND_MS)]
  const must: Reason[] = [
    graceful({ since: started, ms: atMost, rule }, 2.5 * SECOND_MS + ROUNDING_MS),
  ]
  if (arrival) {
    const came = 'rules 1 and 6: somebody came'
    const [now, freshUntil] = [
      { since: arrival.at, ms: 0, rule: came },
      { since: lastAnswer, ms: 2 * SECOND_MS, rule: came },
    ]
    const soonest = Math.min(2 * SECOND_MS, interval, least)
    if (arrival.lastAnswerIs !== 'fresh') may.push(unheard(now))
    else may.push(unheard({ since: heardStart, ms: soonest, rule: came }))
    if (arrival.must) {
      switch (arrival.lastAnswerIs) {
        case 'old':
          must.push(now)
          break
        case 'fresh':
          // A slow answer is fresh even if the request for it started long ago.
          must.push(
            heardStart.t + soonest > arrival.at.t
              ? {
                  since: started,
                  ms: Math.min(2 * SECOND_MS, atMost),
                  rule: came,
                }
              : freshUntil,
          )
          break
        case 'unclear':
          must.push({ since: arrival.at, ms: 2 * SECOND_MS, rule: came })
      }
    }
  }
  return {
    silent: null,
    may: [...may.map(patient), ...soon],
    must: must.map(unheard).map(patient),
  }
}

const later = (one: Reason, other: Reason): Reason =>
  one.since.t + one.ms > other.since.t + other.ms ? one : other

const both = (reason: Reason): NextRequest => ({ silent: null, may: [reason], must: [reason] })

const longestWait = (failures: number) =>
  Math.min(30 * SECOND_MS, 2 * SECOND_MS * 2 ** (failures - 1))

const STOPS = {
  refused: 'rule 10: the server refused',
  gone: 'rule 10: the job is gone',
  quiet: 'rule 13: no change for 6 h',
}

/** Whether a request may start now: by either clock, because the computer's may have been set. */
export function mayStart(next: NextRequest, now: Moment): boolean {
  return next.silent === null && next.may.some(({ since, ms }) => ages(since, now).longest >= ms)
}

/**
 * By when a request must start, and why; null: it need not. Once the clock was set back a wait may
 * begin anew with what happens in it (only once: a test of the cadence counts that).
 */
export function deadline(
  next: NextRequest,
  { touchedAt, isSetBack }: Belief,
): { by: number; rule: string } | null {
  if (next.silent !== null) return null
  const ends = next.must.map(({ since, ms, rule }) => {
    const from = isSetBack ? Math.max(since.t, touchedAt) : since.t
    return { by: Math.max(from + ms, touchedAt), rule }
  })
  return ends.reduce<(typeof ends)[number] | null>(
    (first, end) => (first && first.by <= end.by ? first : end),
    null,
  )
}
