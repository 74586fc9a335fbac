import { estimateTimeLeft, nextPace, type Pace } from '../estimateTimeLeft'
import { traces, type Trace } from './traces'

/** Tells the time left of one job from what it sees of it; times are ms since the start. */
export type Estimator = {
  see: (report: ReturnType<Trace['at']>, now: number) => void
  /** In ms; null: it does not say. */
  left: (now: number) => number | null
}

/** How a page looks at a job: the seconds to the next look when a share of the run has passed. */
export const looks = {
  seen: () => 2,
  /** As long as the page is hidden; it is for two fifths of the run, or throughout. */
  'hidden in between': (share: number) => (share > 0.2 && share < 0.6 ? 30 : 2),
  hidden: () => 30,
}
export type Look = keyof typeof looks

export type Verdict = {
  /** |said − true| ÷ true at each second after 20 % of the run at which something was said. */
  errors: number[]
  /** How many such seconds there are, said or not. */
  asked: number
  /** How often the time left rose by more than a minute above the least that was said since the last time. */
  rises: number
}

const MINUTE_MS = 60_000

/** Lets an estimator follow one run, and asks it each second. */
export function judge(trace: Trace, look: Look, estimator: Estimator): Verdict {
  const verdict: Verdict = { errors: [], asked: 0, rises: 0 }
  let least = Infinity
  let nextLook = 0
  for (let second = 0; second < trace.seconds; second++) {
    const now = second * 1000
    if (second >= nextLook) {
      estimator.see(trace.at(second), now)
      nextLook = second + looks[look](second / trace.seconds)
    }
    const left = estimator.left(now)
    if (left !== null) {
      least = Math.min(least, left)
      if (left > least + MINUTE_MS) {
        verdict.rises++
        least = left
      }
    }
    if (second < trace.seconds * 0.2) continue
    verdict.asked++
    const truth = trace.seconds * 1000 - now
    if (left !== null) verdict.errors.push(Math.abs(left - truth) / truth)
  }
  return verdict
}

/** The box's own. */
export function ours({ kind }: Trace): Estimator {
  let pace: Pace | null = null
  return {
    see(report, now) {
      pace = nextPace(pace, kind, report, now)
    },
    left: (now) => estimateTimeLeft(pace, now),
  }
}

/** All runs, by what is run and how it is looked at. A page is hidden only in jobs of which it may miss something. */
export function runsByJob(seeds: number): Map<string, { trace: Trace; look: Look }[]> {
  const found = new Map<string, { trace: Trace; look: Look }[]>()
  for (const look of Object.keys(looks) as Look[]) {
    for (let seed = 0; seed < seeds; seed++) {
      for (const trace of traces(seed)) {
        if (look !== 'seen' && trace.seconds < 600) continue
        const title = `${trace.name}, ${look}`
        found.set(title, [...(found.get(title) ?? []), { trace, look }])
      }
    }
  }
  return found
}

/** The median error of all that was said in some runs; NaN if nothing was. */
export function errorOf(verdicts: Verdict[]): number {
  const errors = verdicts.flatMap(({ errors }) => errors).toSorted((a, b) => a - b)
  return errors[errors.length >> 1] ?? NaN
}

/** The most rises in one of some runs. */
export const risesOf = (verdicts: Verdict[]) => Math.max(...verdicts.map(({ rises }) => rises))
