import { touched, type Belief } from './Belief'
import type { Moment } from './Log'
import { ages, isEnabled, type Surroundings } from './Surroundings'

// What may be believed of a job after something else than the end of a request. `now` is when.

const FRESH_MS = 2_000

/** Somebody is to see news: a component is the first to watch, or the page is shown or online again. */
function arrived(belief: Belief, now: Moment, must: boolean): Belief {
  const { flight, lastAnswer } = belief
  if (!lastAnswer) return belief
  const { shortest, longest } = ages(lastAnswer, now)
  const lastAnswerIs = shortest >= FRESH_MS ? 'old' : longest < FRESH_MS ? 'fresh' : 'unclear'
  // A request under way answers who comes, unless it is aborted.
  return { ...belief, arrival: { at: now, lastAnswerIs, must: must && !flight } }
}

/** How old the last answer is, which mattered to who came, no clock tells any more. */
export const afterSettingBack = (belief: Belief): Belief => ({
  ...belief,
  isSetBack: true,
  arrival: belief.arrival && { ...belief.arrival, lastAnswerIs: 'unclear' },
})

export function afterPageEvent(
  belief: Belief,
  event: 'hidden' | 'shown' | 'restored' | 'offline' | 'online',
  now: Moment,
  { watchers }: Surroundings,
): Belief[] {
  const next = touched(belief, now)
  const { failure, flight, arrival } = next
  if (event === 'offline') return [next]
  if (event === 'hidden') {
    // Who came has gone, and is owed nothing any more.
    return [arrival ? { ...next, arrival: { ...arrival, must: false } } : next]
  }
  if (!failure) return [arrived(next, now, true)]
  const back: Belief = { ...next, failure: { ...failure, returned: now } }
  // Whether it counts where nobody watches is not said, nor during a request that is then aborted.
  return watchers.length > 0 && !flight ? [back] : [back, next]
}

/** `before` and `after` differ by the component that has come, changed or left. */
export function afterWatchers(
  belief: Belief,
  before: Surroundings,
  after: Surroundings,
  now: Moment,
): Belief {
  const next = touched(belief, now)
  const woken = !before.watchers.some(isEnabled) && after.watchers.some(isEnabled)
  if (after.watchers.length === 0) return { ...next, asked: null, arrival: null }
  // Whether to switch on a component that is there already counts as its arrival is not said.
  return woken ? arrived(next, now, before.watchers.length === 0) : next
}

export function afterRefetch(belief: Belief, now: Moment): Belief[] {
  const next = touched(belief, now)
  const asked = next.flight ? next : { ...next, asked: now }
  const goesOn: Belief = { ...asked, quietSince: asked.quietSince && now }
  if (belief.stop === 'quiet') return [{ ...goesOn, stop: null }]
  // Whether it counts as a resumption where nothing had stopped is not said.
  return belief.quietSince ? [asked, goesOn] : [asked]
}

/** The server has accepted a retry: a new attempt, of which nothing is known. */
export function afterRetry(belief: Belief, now: Moment): Belief {
  const { shown, failure, failuresBefore } = belief
  return {
    ...touched(belief, now),
    failure: null,
    failuresBefore: failure?.most ?? failuresBefore,
    ending: null,
    stop: null,
    eased: false,
    quietSince: now,
    restart: now,
    shown: shown && { title: shown.title, rawStatus: null, state: 'queued', progress: null },
    said: null,
    changedAt: [now.wall, ...belief.changedAt],
    errors: [null, ...belief.errors],
    retriedAt: now,
    owed: [],
    mayTell: [],
    told: [],
    live: null,
    lost: null,
    notBefore: null,
  }
}

export function afterResume(belief: Belief, now: Moment): Belief[] {
  const next = touched(belief, now)
  const { stop, failure } = next
  const resumed: Belief = {
    ...next,
    failure: null,
    failuresBefore: failure?.most ?? next.failuresBefore,
    stop: null,
    eased: false,
    quietSince: next.quietSince && now,
    restart: now,
    errors: [null, ...next.errors],
  }
  switch (stop) {
    case 'quiet':
      return [resumed, { ...resumed, failure }]
    case 'refused':
      // The contract names 401 alone, rule 10 all of them.
      return failure?.why.kind === 'unauthorized' ? [resumed] : [next, resumed]
    case 'gone':
      return [next, resumed]
    case null: {
      const goesOn: Belief = { ...next, quietSince: next.quietSince && now }
      const choices = next.quietSince ? [next, goesOn] : [next]
      // A final fetch that was refused may be tried at once.
      return failure?.why.kind === 'unauthorized' ? [...choices, resumed] : choices
    }
  }
}
