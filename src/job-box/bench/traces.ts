import { createRandom } from '../../../mocks/random'
import { createPlan, type WorkerKind } from '../../../mocks/workers/plan'
import { progressAt } from '../../../mocks/workers/timeline'
import type { JobKind, JobProgress } from '../../job/WorkerJob'

/** One job from its start to its end, as its worker reports it. */
export type Trace = {
  name: string
  kind: JobKind
  seconds: number
  /** What is reported at a moment; the seconds since the start lie under `seconds`. */
  at: (second: number) => Pick<JobProgress, 'percent' | 'step'>
}

/** How much of the work is done, 0–1, when a share of the time has passed, 0–1. It never falls. */
type Shape = (share: number) => number

const MINUTE = 60
const HOUR = 3600

const steady: Shape = (share) => share

/** A quarter faster in the first half of the work, or in the second. */
const slowing: Shape = (share) =>
  share < 4 / 9 ? (share * 9) / 8 : 0.5 + ((share - 4 / 9) * 9) / 10
const quickening: Shape = (share) => 1 - slowing(1 - share)

/** Made of stretches of random lengths at random speeds. */
function uneven(
  seed: number,
  stretches: number,
  speed: (next: () => number, index: number) => number,
): Shape {
  const random = createRandom(seed)
  const next = () => random.next()
  const parts = Array.from({ length: stretches }, (_, index) => {
    const time = 0.2 + next()
    return { time, work: time * speed(next, index) }
  })
  const whole = { time: 0, work: 0 }
  for (const part of parts) {
    whole.time += part.time
    whole.work += part.work
  }
  return (share) => {
    let time = share * whole.time
    let work = 0
    for (const part of parts) {
      if (time <= part.time) return (work + (part.work * time) / part.time) / whole.work
      time -= part.time
      work += part.work
    }
    return 1
  }
}

/** Ever again a lot at once, and little in between. */
const bursts = (seed: number) => uneven(seed, 60, (_, index) => (index % 2 === 0 ? 0.2 : 2))
/** Ever again nothing for a while: a sixth of the time. */
const pauses = (seed: number) => uneven(seed, 40, (next) => (next() < 1 / 6 ? 0 : 1))
/** Each scene of a film takes as long as it takes. */
const scenes = (seed: number) => uneven(seed, 25, (next) => 0.5 + 1.5 * next())

const shapes = (seed: number): [string, Shape][] => [
  ['steady', steady],
  ['scenes', scenes(seed)],
  ['bursts', bursts(seed)],
  ['pauses', pauses(seed)],
  ['slowing', slowing],
  ['quickening', quickening],
]

/** What is reported of a job that has no steps: a percent in whole grains. */
function percents(seconds: number, grain: number, shape: Shape): Trace['at'] {
  return (second) => {
    // Rounding must not make 28.999… of 29.
    const done = Math.floor((shape(second / seconds) * 100) / grain + 1e-9) * grain
    return { percent: Math.min(99, done), step: null }
  }
}

/** What a worker with the steps of the contract reports. */
function steps(kind: WorkerKind, seconds: number, seed: number, grain: number): Trace['at'] {
  const outcome = { type: 'success', errorText: null } as const
  const request = { kind, id: '1', tenant: '', title: '', jobType: '', seconds, outcome }
  const plan = createPlan(request, 0, createRandom(seed))
  return (second) => {
    const share = second / seconds
    const entry = progressAt(plan, plan.startsAt + share * (plan.endsAt - plan.startsAt))
    return {
      percent: Math.min(99, Math.floor(entry.percent / grain) * grain),
      step: {
        key: kind === 'video' ? null : entry.step,
        index: entry.step_index,
        total: entry.step_total,
        name: entry.step_name_display,
        percent: entry.step_percent,
      },
    }
  }
}

/** A video of which nearly all the time is encoding: the other steps take seconds. */
function mostlyEncoding(seconds: number, shape: Shape): Trace['at'] {
  const before = [5, 15, 25]
  const after = [85, 90, 95]
  return (second) => {
    const early = Math.floor(second / 4)
    const late = 2 - Math.floor((seconds - second) / 4)
    const done = shape(Math.min(1, Math.max(0, (second - 12) / (seconds - 24))))
    const [index, percent, inStep] =
      early < 3
        ? [early + 1, before[early] ?? 0, null]
        : late >= 0
          ? [late + 5, after[Math.min(late, 2)] ?? 99, null]
          : [4, 50 + Math.floor(done * 35 + 1e-9), Math.floor(done * 100)]
    return { percent, step: { key: null, index, total: 7, name: '', percent: inStep } }
  }
}

const LENGTHS: [string, number][] = [
  ['10 s', 10],
  ['30 s', 30],
  ['2 min', 2 * MINUTE],
  ['10 min', 10 * MINUTE],
  ['1 h', HOUR],
]

/** All traces of a seed: those with a percent alone, then those with the steps of the contract. */
export function traces(seed: number): Trace[] {
  const plain = LENGTHS.flatMap(([length, seconds]) =>
    [1, 5].flatMap((grain) =>
      shapes(seed + grain).map(([name, shape]): Trace => ({
        name: `${length} ${name} ${grain} %`,
        kind: 'excel',
        seconds,
        at: percents(seconds, grain, shape),
      })),
    ),
  )
  const real = LENGTHS.slice(1).flatMap(([length, seconds]) => [
    ...(['video', 'excel', 'messaging'] as const).map((kind): Trace => ({
      name: `${length} ${kind}`,
      kind,
      seconds,
      at: steps(kind, seconds, seed, 1),
    })),
  ])
  const encodes = LENGTHS.slice(2).flatMap(([length, seconds]) =>
    shapes(seed).map(([name, shape]): Trace => ({
      name: `${length} encode ${name}`,
      kind: 'video',
      seconds,
      at: mostlyEncoding(seconds, shape),
    })),
  )
  return [...plain, ...real, ...encodes]
}
