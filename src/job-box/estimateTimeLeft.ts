import type { JobKind, JobProgress } from '../job/WorkerJob'

/**
 * How the percent of one attempt has moved, and what is said of the time left: of one size however
 * long the job takes. Times are epoch ms.
 */
export type Pace = {
  /** When a percent was first seen. */
  startedAt: number
  percent: number
  stage: Stage
  /** When it first moved in this stage: how long it had stood before that is not known. */
  since: number | null
  movedAt: number
  /** How often it has moved since `since`. */
  moves: number
  /** The percent moved since then, each by twice the ms at which it did: late moves count for more. */
  moment: number
  /** What the steps after the main one are expected to take. */
  tailMs: number
  /** The time left as it was said at `movedAt`; null: nothing is said. */
  leftMs: number | null
  /** When it rose by more than a minute, the last two times. */
  rises: readonly number[]
}

/** Where in its steps a job is; `whole`: its percent moves evenly, as far as is known. */
type Stage = 'lead' | 'main' | 'tail' | 'whole'

/**
 * The step that takes nearly all of a worker's time, by its place, and the percents that it covers:
 * over the other steps the percent leaps. What follows takes `tail` times what went before.
 */
const MAIN_STEPS = {
  video: { index: 4, total: 7, from: 50, to: 85, tail: 1 },
  excel: { index: 3, total: 4, from: 40, to: 95, tail: 0.1 },
  messaging: { index: 3, total: 4, from: 70, to: 90, tail: 0.1 },
}

/** Nothing rather than a guess. */
const GUESS_AFTER_MS = 10_000
/** Only a time that is longer by this much is worth a correction upwards. */
const NOTABLE = 1.25
/** A correction upwards by more than a minute is made at most twice an hour. */
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const RISES = 2

/** Goes on from `pace` (null: nothing was seen yet) by what is reported at `now`. */
export function nextPace(
  pace: Pace | null,
  kind: JobKind,
  progress: Pick<JobProgress, 'percent' | 'step'> | null,
  now: number,
): Pace | null {
  if (progress?.percent == null) return pace
  const { percent, step } = progress
  if (!pace) {
    const stage = stageOf(kind, step, percent)
    const unknown = { since: null, moves: 0, moment: 0, tailMs: 0, leftMs: null, rises: [] }
    return { startedAt: now, percent, stage, movedAt: now, ...unknown }
  }
  // Percents that do not fit the steps once are not read by them again.
  const keeps = step === null || pace.stage === 'whole'
  const stage = keeps ? pace.stage : stageOf(kind, step, percent)
  if (stage === pace.stage && percent === pace.percent) return pace

  const moved = { ...pace, percent, stage, movedAt: now, leftMs: leftAt(pace, now) }
  if (stage !== pace.stage) {
    const ledUp = pace.stage === 'lead' && stage === 'main'
    const tailMs = ledUp ? MAIN_STEPS[kind].tail * (now - pace.startedAt) : 0
    // Of the main step nothing is left, whatever was said.
    const leftMs = pace.tailMs || null
    return { ...moved, since: now, moves: 0, moment: 0, tailMs, leftMs }
  }
  if (pace.since === null) return { ...moved, since: now }

  const [before, after] = [pace.movedAt - pace.since, now - pace.since]
  const moment = pace.moment + (percent - pace.percent) * (before + after)
  const next = { ...moved, moves: pace.moves + 1, moment }
  if (stage === 'lead') return next
  const goal = stage === 'main' ? MAIN_STEPS[kind].to : 100
  const expected = ((goal - percent) * after ** 2) / moment + pace.tailMs
  return corrected(next, expected, now)
}

/** The time left in ms as it is to be said at `now`; null where nothing is. */
export function estimateTimeLeft(pace: Pace | null, now: number): number | null {
  return pace && now - pace.startedAt >= GUESS_AFTER_MS ? leftAt(pace, now) : null
}

/**
 * It runs down until the percent is due to move again, and then stands: a countdown that goes on
 * while nothing happens has to be taken back.
 */
function leftAt({ leftMs, since, movedAt, moves }: Pace, now: number): number | null {
  if (leftMs === null || since === null) return null
  const usualMs = moves > 0 ? (movedAt - since) / moves : Infinity
  return Math.max(0, leftMs - Math.min(now - movedAt, usualMs))
}

/** Down at once; up only if it is worth it, and not ever again. */
function corrected(pace: Pace, expected: number, now: number): Pace {
  const riseMs = expected - (pace.leftMs ?? Infinity)
  if (riseMs <= 0) return { ...pace, leftMs: expected }
  if (riseMs < (NOTABLE - 1) * (expected - riseMs)) return pace
  if (riseMs <= MINUTE_MS) return { ...pace, leftMs: expected }
  if (now - (pace.rises.at(-RISES) ?? -Infinity) < HOUR_MS) return pace
  return { ...pace, leftMs: expected, rises: [...pace.rises, now].slice(-RISES) }
}

function stageOf(kind: JobKind, step: JobProgress['step'], percent: number): Stage {
  const { index, total, from, to } = MAIN_STEPS[kind]
  if (step?.total !== total) return 'whole'
  if (step.index < index) return percent < from ? 'lead' : 'whole'
  if (step.index > index) return percent >= to ? 'tail' : 'whole'
  return percent >= from && percent <= to ? 'main' : 'whole'
}
