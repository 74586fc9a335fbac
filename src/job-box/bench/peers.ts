import type { Estimator } from './judge'

/*
 * How others tell the time left, after what they say of it. What they say in the first 10 s counts
 * as little as ours: all are asked after a fifth of the run.
 */

/** What a peer knows when the percent has moved: how far, in how long, and how much is left. */
type Move = { now: number; dt: number; moved: number; toGo: number }

/** Passes on the moves alone; an upload or a loop reports when it has done something. */
function onMoves(move: (move: Move) => void, left: Estimator['left']): Estimator {
  let percent: number | null = null
  let movedAt = 0
  return {
    see(report, now) {
      if (report.percent === null || report.percent === percent) return
      const moved = report.percent - (percent ?? 0)
      if (now > movedAt) move({ now, dt: now - movedAt, moved, toGo: 100 - report.percent })
      percent = report.percent
      movedAt = now
    },
    left,
  }
}

const isTold = (ms: number) => (Number.isFinite(ms) ? ms : null)

/** Time ÷ work so far, of the whole run. */
export function wholeRun(): Estimator {
  let left: number | null = null
  let at = 0
  return onMoves(
    ({ now, toGo }) => {
      left = (toGo * now) / (100 - toGo)
      at = now
    },
    (now) => left && Math.max(0, left - (now - at)),
  )
}

/** Uppy's status bar: speed and time left each smoothed, both with a half-life of 2 s. */
export function uppy(): Estimator {
  const HALF_LIFE_MS = 2000
  const smooth = (next: number, before: number | null, dt: number) =>
    before === null ? next : next + (before - next) * 2 ** (-dt / HALF_LIFE_MS)
  let speed: number | null = null
  let left: number | null = null
  let at = 0
  return onMoves(
    ({ now, dt, moved, toGo }) => {
      speed = smooth(moved / dt, speed, dt)
      const before = left === null ? null : Math.max(0, left - (now - at))
      left = smooth(toGo / speed, before, dt)
      at = now
    },
    (now) => left && Math.max(0, left - (now - at)),
  )
}

/**
 * indicatif (Rust): the rate smoothed twice, so that what is older than 15 s counts for a tenth; the
 * time since the last move counts as time in which nothing moved.
 */
export function indicatif(): Estimator {
  const weight = (ms: number) => 0.1 ** (ms / 15_000)
  let [once, twice, toGo, at] = [0, 0, 100, 0]
  return onMoves(
    (move) => {
      const old = weight(move.dt)
      once = once * old + (move.moved / move.dt) * (1 - old)
      // What the weights of a short history lack of 1 is divided out.
      const known = once / (1 - weight(move.now))
      twice = twice * old + known * (1 - old)
      toGo = move.toGo
      at = move.now
    },
    (now) => isTold((toGo * (1 - weight(now))) / (twice * weight(now - at))),
  )
}

/** tqdm (Python): moves and times smoothed by 0.3 a move, what a short history lacks divided out. */
export function tqdm(): Estimator {
  const SMOOTHING = 0.3
  let [moved, time, left, at] = [0, 0, NaN, 0]
  return onMoves(
    (move) => {
      moved += SMOOTHING * (move.moved - moved)
      time += SMOOTHING * (move.dt - time)
      left = (move.toGo * time) / moved
      at = move.now
    },
    (now) => isTold(Math.max(0, left - (now - at))),
  )
}
