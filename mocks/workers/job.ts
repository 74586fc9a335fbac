import { delayed, type Plan } from './plan'
import { HEARTBEAT_MS, nextEvent as nextPlanned, progressAt } from './timeline'
import type { ProgressEntry } from '../redis/entries'

/** What goes wrong with one job's worker. A field left out, or false, does not. */
export interface JobFaults {
  /** Alive, but gets no further: its signs of life repeat the same progress. */
  stall?: boolean
  /** Writes nothing any more. */
  crash?: boolean
  /** At the end `result` or `hls_path` is missing; it comes 1 s later. */
  lateResult?: boolean
  /** Redis loses what is written at the end, after the database has it. */
  loseRedisWrite?: boolean
  /** Reports the end twice. */
  duplicate?: boolean
}

/** A plan, and how far it has been carried out; times are epoch ms. */
export interface Job {
  plan: Plan
  doneUntil: number
  faults: JobFaults
  /** Since when it has been stalled or crashed; null: it is not. */
  heldSince: number | null
  /** Whether Redis took its status when it started. */
  hasStatus: boolean
  /** What still follows the end. */
  owed: readonly ('duplicate' | 'result')[]
}

/** What a worker does next, and when (epoch ms). */
export interface JobEvent {
  type: 'start' | 'progress' | 'end' | 'duplicate' | 'result'
  at: number
}

/** How long after the end it comes. */
const OWED_AFTER_MS = { duplicate: 500, result: 1_000 }
/** A worker that gets no further is killed by its queue after this long. */
const STALL_LIMIT_MS = 86_400_000

export function newJob(plan: Plan): Job {
  return { plan, doneUntil: plan.createdAt, faults: {}, heldSince: null, hasStatus: true, owed: [] }
}

/** The first thing that a job's worker does after what it has done; undefined: nothing more. */
export function nextEvent(job: Job): JobEvent | undefined {
  const { plan, doneUntil, faults, heldSince } = job
  const [owed] = job.owed
  if (owed) return faults.crash ? undefined : { type: owed, at: plan.endsAt + OWED_AFTER_MS[owed] }
  if (heldSince === null) return nextPlanned(plan, doneUntil)
  // A job that waits for a worker has nobody to give signs of life.
  if (faults.crash || doneUntil < plan.startsAt) return undefined
  const beats = Math.floor((doneUntil - heldSince) / HEARTBEAT_MS) + 1
  const at = heldSince + beats * HEARTBEAT_MS
  return at <= heldSince + STALL_LIMIT_MS ? { type: 'progress', at } : undefined
}

/** What its worker says at `time` of how far it is. */
export function progressOf({ plan, heldSince }: Job, time: number): ProgressEntry {
  const progress = progressAt(plan, Math.min(time, heldSince ?? time))
  return { ...progress, updated_at: new Date(time).toISOString() }
}

/** Takes a job up again from the beginning, by another plan. Its faults stay. */
export function restart(job: Job, plan: Plan, now: number): void {
  job.plan = plan
  job.doneUntil = now
  job.hasStatus = true
  job.owed = []
  job.heldSince = isHeld(job.faults) ? now : null
}

/** Puts other faults in force at `now`. Work that was held up goes on from where it stood. */
export function setJobFaults(job: Job, faults: JobFaults, now: number): void {
  job.faults = faults
  const { heldSince, doneUntil, plan } = job
  const held = isHeld(faults)
  const started = doneUntil >= plan.startsAt
  if (heldSince !== null) {
    job.plan = delayed(plan, now - heldSince)
    if (started) job.doneUntil = now
    job.heldSince = held ? now : null
  } else if (held && doneUntil < plan.endsAt) {
    // What it has not reported yet is lost.
    job.heldSince = started ? doneUntil : now
  }
}

const isHeld = ({ stall = false, crash = false }: JobFaults) => stall || crash
