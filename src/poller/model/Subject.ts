import { NOTHING_KNOWN, touched, type Belief } from './Belief'
import type { PageStarts } from './Crowd'
import type { Moment } from './Log'
import { deadline, nextRequest, type NextRequest } from './nextRequest'
import type { Surroundings, Watcher } from './Surroundings'

/** The beliefs that a step leaves of one, or what speaks against it. */
export type Step = readonly Belief[] | string

/** A rule that was broken. */
export class BrokenRule extends Error {
  readonly job: number | null

  constructor(message: string, job: number | null) {
    super(message)
    this.job = job
  }
}

/** A timer takes at least this long. */
const TIMER_MS = 1

type Page = { visible: boolean; online: boolean }

/** What is believed of one job, and held against what happens. */
export function createSubject(job: number, page: Readonly<Page>, starts: PageStarts) {
  let watchers: readonly Watcher[] = []
  let beliefs: readonly Belief[] = [NOTHING_KNOWN]
  /** When the most patient of the beliefs misses a request; Infinity: never. */
  let due: number | undefined

  const around = (): Surroundings => ({ ...page, watchers })
  const next = (belief: Belief): NextRequest => nextRequest(belief, around(), starts.since)
  const dueOf = (belief: Belief) => deadline(next(belief), belief)
  const isPast = (by: number, t: number) => t > Math.max(by, starts.freeSince(t)) + TIMER_MS

  /**
   * Goes on with what a step leaves of the beliefs.
   *
   * @throws BrokenRule when nothing is left.
   */
  function advance(step: (belief: Belief) => Step): void {
    const left: Belief[] = []
    let against = ''
    for (const belief of beliefs) {
      const result = step(belief)
      if (typeof result === 'string') against ||= result
      else left.push(...result)
    }
    if (left.length === 0) throw new BrokenRule(against, job)
    if (left.length === beliefs.length && left.every((one, at) => one === beliefs[at])) return
    beliefs = distinct(left)
    due = undefined
  }

  return {
    job,
    around,
    next,
    advance,
    beliefs: () => beliefs,
    /** Whether its next request may be one that all others wait for. */
    mayGoFirst: () => beliefs.some(({ asked, ending }) => asked !== null || ending !== null),
    watch(now: readonly Watcher[]): void {
      watchers = now
      due = undefined
    },
    /** The page is another one, as far as the next request is concerned. */
    reconsider(now: Moment): void {
      advance((belief) => [touched(belief, now)])
    },
    /** @throws BrokenRule when a request is missing by now. */
    expectUntil(t: number): void {
      due ??= Math.max(...beliefs.map((belief) => dueOf(belief)?.by ?? Infinity))
      if (!isPast(due, t)) return
      advance((belief) => {
        const missed = dueOf(belief)
        return missed && isPast(missed.by, t)
          ? `${missed.rule}: a request is missing; it was due at ${missed.by / 1000} s`
          : [belief]
      })
    },
  }
}

export type Subject = ReturnType<typeof createSubject>

function distinct(beliefs: Belief[]): Belief[] {
  if (beliefs.length === 1) return beliefs
  return [...new Map(beliefs.map((belief) => [JSON.stringify(belief), belief])).values()]
}
