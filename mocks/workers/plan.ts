import type { Resource } from '../redis/entries'
import type { Random } from '../random'

export type WorkerKind = 'video' | 'excel' | 'messaging'

/** How a job is going to end. A result left undefined is drawn from the plan's seed. */
export type Outcome =
  | { type: 'success'; result?: unknown; errorText: string | null }
  | { type: 'failure'; reason: string }

/**
 * Everything that is decided about a job when it is created; times are epoch milliseconds. What a
 * worker does at any moment follows from its plan alone.
 */
export interface Plan {
  kind: WorkerKind
  id: string
  tenant: string
  title: string
  jobType: string
  /** Of its result and of the noise in its estimates. */
  seed: number
  /** How long it was to take from its creation on, without what held it up. */
  seconds: number
  createdAt: number
  startsAt: number
  endsAt: number
  /** When it would end if it went well to the last: what its estimates aim at. */
  fullEndsAt: number
  outcome: Outcome
}

export interface JobRequest {
  kind: WorkerKind
  id: string
  tenant: string
  title: string
  jobType: string
  /** From creation to the end. Drawn when left out. */
  seconds?: number | undefined
  outcome: Outcome
}

/** How long a job takes when nobody says, in seconds. */
const USUAL_SECONDS: Record<WorkerKind, [min: number, max: number]> = {
  video: [45, 90],
  excel: [15, 30],
  messaging: [10, 20],
}

export function createPlan(request: JobRequest, createdAt: number, random: Random): Plan {
  const seconds = request.seconds ?? random.integer(...USUAL_SECONDS[request.kind])
  const total = 1000 * seconds
  // Nothing but a tenth of a short job is spent waiting.
  const queued = Math.min(1000 + 1000 * random.next(), total / 10)
  // A job that fails does so on its way, not at 100 %.
  const reached = request.outcome.type === 'failure' ? 0.3 + 0.5 * random.next() : 1
  return {
    ...request,
    seconds,
    seed: random.integer(0, 2 ** 32 - 1),
    createdAt,
    startsAt: createdAt + Math.max(1, Math.round(queued)),
    endsAt: createdAt + Math.max(2, Math.round(total)),
    fullEndsAt: createdAt + Math.round(queued + (total - queued) / reached),
  }
}

/** The same job, taken up `ms` milliseconds later. */
export function delayed(plan: Plan, ms: number): Plan {
  return {
    ...plan,
    startsAt: plan.startsAt + ms,
    endsAt: plan.endsAt + ms,
    fullEndsAt: plan.fullEndsAt + ms,
  }
}

export function resourceOf(kind: WorkerKind): Resource {
  return kind === 'video' ? 'video' : 'job'
}
