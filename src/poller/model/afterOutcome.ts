import { touched, type Belief, type Failed } from './Belief'
import type { JobReply } from './history'
import type { Moment, Outcome } from './Log'
import { meaning, report, shownOf } from './meaning'
import { ages, isEnabled, type Surroundings } from './Surroundings'

const MINUTE_MS = 60_000
const EASED_AFTER_MS = 10 * MINUTE_MS
const STOPPED_AFTER_MS = 6 * 60 * MINUTE_MS
const STALE_AFTER_RETRY_MS = 30_000
const SILENCE_MS = 30_000

/** What may be believed once a request has ended. */
export function afterOutcome(
  before: Belief,
  outcome: Outcome,
  now: Moment,
  around: Surroundings,
): Belief[] {
  const belief = touched({ ...before, flight: null }, now)
  if (outcome.is === 'aborted') {
    // Somebody wanted to go on; whether that holds without an answer is not said.
    return before.flight?.manual && belief.stop === 'quiet'
      ? [belief, { ...belief, stop: null }]
      : [belief]
  }
  // Rule 15.
  if (before.flight?.overtaken) return [belief]
  const heard: Belief = {
    ...belief,
    heardStart: before.flight?.from ?? null,
    arrival: null,
    restart: null,
    failuresBefore: 0,
    notBefore: null,
  }
  return outcome.is === 'failed'
    ? afterFailure(heard, before.failuresBefore, outcome, now, around)
    : afterAnswer(heard, outcome.reply, now, around).flatMap((one) => checked(before, one, now))
}

/** A socket that was silent for long is believed on if the answer brings nothing new. */
function checked(before: Belief, after: Belief, now: Moment): Belief[] {
  const { live, flight, retriedAt, said } = before
  if (!live || !flight) return [after]
  const { shortest, longest } = ages(live, flight.from)
  const isCheck = shortest >= SILENCE_MS
  const agreed: Belief = { ...after, live: now }
  const doubted: Belief = { ...after, live: null }
  // What is news after a retry is not said.
  const results =
    retriedAt || said === null ? [agreed, doubted] : [after.said === said ? agreed : doubted]
  if (isCheck) return results
  return longest < SILENCE_MS ? [after] : [after, ...results]
}

function afterFailure(
  belief: Belief,
  failuresBefore: number,
  why: Failed,
  now: Moment,
  around: Surroundings,
): Belief[] {
  if (why.kind === 'gone' && belief.version !== null) {
    // Whether a job that was gone is another one when it comes again is not said.
    const anew = { ...belief, version: null }
    return [belief, anew].flatMap((each) => counted(each, failuresBefore, why, now, around))
  }
  return counted(belief, failuresBefore, why, now, around)
}

function counted(
  belief: Belief,
  failuresBefore: number,
  why: Failed,
  now: Moment,
  around: Surroundings,
): Belief[] {
  const { failure: earlier, ending } = belief
  const failure = {
    at: now,
    why,
    least: (earlier?.least ?? 0) + 1,
    most: (earlier?.most ?? failuresBefore) + 1,
    gone: why.kind === 'gone' ? (earlier?.gone ?? 0) + 1 : 0,
    returned: null,
  }
  const failed: Belief = { ...belief, failure, errors: [why] }
  if (ending?.settled) return [{ ...failed, errors: [why, null] }]
  if (ending) {
    const failures = ending.failures + 1
    const again = { ...failed, ending: { ...ending, failures } }
    return [failures < 3 ? again : settle({ ...again, errors: [why, null] }, around)]
  }
  if (isRefusal(why)) return [{ ...failed, stop: 'refused' }]
  if (failure.gone >= 2) return [{ ...failed, stop: 'gone' }]
  return [{ ...failed, stop: null }]
}

/** 401, 403, 400 and other 4xx, but for those that pass. */
function isRefusal({ status, kind }: Failed): boolean {
  if (status === null || kind === 'gone') return false
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

/** What may be believed once a server has said how the job is; a message is no final fetch. */
export function afterAnswer(
  heard: Belief,
  reply: JobReply,
  now: Moment,
  around: Surroundings,
  isMessage = false,
): Belief[] {
  const { ending, retriedAt } = heard
  const belief: Belief = {
    ...heard,
    lastAnswer: now,
    failure: null,
    stop: null,
    errors: [null],
    checkedAt: [now.wall],
  }
  const version = /^\d+$/.test(reply.version ?? '') ? Number(reply.version) : null
  const answer = meaning(reply)
  const ended = !('progress' in answer)

  if (version !== null && belief.version !== null && version < belief.version) {
    // Rule 15. It is an answer, but not one to show.
    const old = { ...belief, checkedAt: [now.wall, ...heard.checkedAt] }
    if (ending) return [ending.settled ? old : settle(old, around)]
    return rested(old, now)
  }
  if (ended && retriedAt) {
    const { shortest, longest } = ages(retriedAt, now)
    const stale = rested({ ...belief, checkedAt: [now.wall, ...heard.checkedAt] }, now)
    // With a version that is higher than any before.
    const noted = stale.map((one): Belief => ({ ...one, version: version ?? one.version }))
    const disbelieved = version === null ? stale : [...stale, ...noted]
    if (longest < STALE_AFTER_RETRY_MS && shortest >= 0) return disbelieved
    const believed = afterEnd({ ...belief, retriedAt: null, version: version ?? belief.version })
    return shortest >= STALE_AFTER_RETRY_MS ? believed : [...believed, ...disbelieved]
  }

  const noted: Belief = { ...belief, version: version ?? belief.version, retriedAt: null }
  return ended ? afterEnd(noted) : afterProgress(noted)

  function afterEnd(from: Belief): Belief[] {
    const changed = withChange({ ...from, shown: shownOf(answer, from.shown, true) })
    if (!ending) return [{ ...changed, ending: { failures: 0, settled: false } }]
    return [ending.settled || isMessage ? changed : settle(changed, around)]
  }

  function afterProgress(from: Belief): Belief[] {
    const restarted = ending !== null
    const shown = shownOf(answer, from.shown, !restarted)
    const attempt: Belief = restarted
      ? { ...from, ending: null, owed: [], mayTell: [], told: [] }
      : from
    return rested(withChange({ ...attempt, shown }), now)
  }

  function withChange(from: Belief): Belief {
    const said = report(answer)
    if (said === from.said) return from
    // After a retry the same again may count as news, or not.
    const changedAt = from.said === null ? [now.wall, ...from.changedAt] : [now.wall]
    return { ...from, said, changedAt, quietSince: now }
  }
}

/** Rule 13, measured at answers: while requests fail, rule 7 goes on. */
function rested(belief: Belief, now: Moment): Belief[] {
  if (!belief.quietSince) return [{ ...belief, eased: false }]
  const { shortest, longest } = ages(belief.quietSince, now)
  const after = (quiet: number): Belief => ({
    ...belief,
    eased: quiet >= EASED_AFTER_MS,
    stop: quiet >= STOPPED_AFTER_MS ? 'quiet' : null,
  })
  const between = [EASED_AFTER_MS, STOPPED_AFTER_MS].filter((ms) => shortest < ms && ms < longest)
  return [...new Set([shortest, ...between, longest])].map(after)
}

/** Rule 17: those who watch are told, once per function. */
function settle(belief: Belief, { watchers }: Surroundings): Belief {
  const named = (enabled: boolean) => [
    ...new Set(
      watchers
        .filter((watcher) => isEnabled(watcher) === enabled)
        .flatMap(({ place, options: { listener } }) =>
          listener === 'none' ? [] : [listener === 'own' ? `own ${place}` : 'shared'],
        ),
    ),
  ]
  return {
    ...belief,
    ending: { failures: belief.ending?.failures ?? 0, settled: true },
    stop: null,
    owed: named(true),
    // Whether a component that is switched off wants to know is not said.
    mayTell: named(false),
    told: [],
  }
}
