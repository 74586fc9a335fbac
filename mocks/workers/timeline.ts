import { createRandom } from '../random'
import type { ProgressEntry } from '../redis/entries'
import type { Plan, WorkerKind } from './plan'
import { EXCEL_STEPS, MESSAGING_STEPS, VIDEO_STEPS, type Step } from './steps'

/** What a worker does next, and when (epoch ms). */
export interface WorkerEvent {
  type: 'start' | 'progress' | 'end'
  at: number
}

/** The longest a worker that works stays silent. */
export const HEARTBEAT_MS = 10_000
const SHORTEST_HEARTBEAT_MS = 200
/** What a step takes at least, in a job that is long enough: whoever polls every 2 s sees each. */
const MOMENT_MS = 2_200
/** How many reports it takes for an estimate to err in another way. */
const DRIFT_REPORTS = 10
/** How often a short job reports, so that its bar seems to move. */
const REPORTS_PER_JOB = 25

const STEPS: Record<WorkerKind, readonly Step[]> = {
  video: VIDEO_STEPS,
  excel: EXCEL_STEPS,
  messaging: MESSAGING_STEPS,
}

/** The first thing a worker does after `time`, or undefined when its job has ended by then. */
export function nextEvent(plan: Plan, time: number): WorkerEvent | undefined {
  if (time < plan.startsAt) return { type: 'start', at: plan.startsAt }
  if (time >= plan.endsAt) return undefined

  const heartbeat = heartbeatMs(plan)
  const beats = Math.floor((time - plan.startsAt) / heartbeat) + 1
  const nextStep = stepStarts(plan).find((start) => start > time) ?? Infinity
  const at = Math.min(plan.startsAt + beats * heartbeat, nextStep)
  return at < plan.endsAt ? { type: 'progress', at } : { type: 'end', at: plan.endsAt }
}

function heartbeatMs(plan: Plan): number {
  const often = Math.round((1000 * plan.seconds) / REPORTS_PER_JOB)
  return Math.min(HEARTBEAT_MS, Math.max(SHORTEST_HEARTBEAT_MS, often))
}

/**
 * When each step begins. However small the job, a step takes a moment (a process starts, a file is
 * moved); its share counts for the rest of the time.
 */
function stepStarts(plan: Plan): number[] {
  const steps = STEPS[plan.kind]
  const working = plan.fullEndsAt - plan.startsAt
  const moment = Math.min(MOMENT_MS, working / (steps.length + 2))
  const shared = working - steps.length * moment
  let passed = 0
  return steps.map((step) => {
    const start = plan.startsAt + Math.round(passed)
    passed += moment + step.share * shared
    return start
  })
}

/** How far a worker is at `time`, which lies between its start and its end. */
export function progressAt(plan: Plan, time: number): ProgressEntry {
  const steps = STEPS[plan.kind]
  const starts = stepStarts(plan)
  const index = Math.max(
    0,
    starts.findLastIndex((start) => start <= time),
  )
  const step = steps[index]
  const start = starts[index]
  if (!step || start === undefined) throw new Error(`A ${plan.kind} worker has no steps.`)

  const end = starts[index + 1] ?? plan.fullEndsAt
  const done = end > start ? Math.min(1, (time - start) / (end - start)) : 1
  return {
    step: step.key,
    percent: Math.floor(step.from + done * (step.to - step.from)),
    step_index: index + 1,
    step_total: steps.length,
    step_name: step.key,
    step_name_display: step.display,
    step_percent: Math.floor(100 * done),
    remaining_seconds: remainingSeconds(plan, time),
    updated_at: new Date(time).toISOString(),
  }
}

/** An honest estimate: within 3 % of what is left, by an error that drifts from report to report. */
function remainingSeconds(plan: Plan, time: number): number {
  const drift = (time - plan.startsAt) / (DRIFT_REPORTS * heartbeatMs(plan))
  const turn = Math.floor(drift)
  const error = (index: number) => 0.06 * (createRandom(plan.seed + index).next() - 0.5)
  const share = error(turn) + (drift - turn) * (error(turn + 1) - error(turn))
  return Math.round((Math.max(0, plan.fullEndsAt - time) / 1000) * (1 + share))
}
