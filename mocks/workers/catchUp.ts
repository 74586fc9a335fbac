import type { JobRecords } from './records'
import { delayed, type Plan } from './plan'
import { nextEvent, progressAt, type WorkerEvent } from './timeline'

/** A plan, and the time (epoch ms) up to which it has been carried out. */
export interface Job {
  plan: Plan
  doneUntil: number
}

/** The time at which workers write, and when the database came back (epoch ms), if it did. */
export interface WorkerWorld {
  records: JobRecords
  /** Sets the time that the stores go by. */
  setTime(time: number): void
  database: { available: true; since: number } | { available: false }
}

interface DueEvent {
  job: Job
  type: WorkerEvent['type']
  at: number
}

/**
 * Does all that workers have to do up to `until`, in the order of time across jobs. Each job is
 * changed in place. What a worker must tell the database waits while that is down. Answers whether
 * there was anything to do.
 */
export async function catchUp(
  jobs: readonly Job[],
  until: number,
  world: WorkerWorld,
): Promise<boolean> {
  const due = jobs.map((job) => dueEvent(job, world)).filter((event) => event !== undefined)
  let busy = false
  for (;;) {
    let first: DueEvent | undefined
    for (const event of due) if (!first || event.at < first.at) first = event
    if (!first || first.at > until) return busy

    busy = true
    await carryOut(first, world)
    const next = dueEvent(first.job, world)
    due.splice(due.indexOf(first), 1, ...(next ? [next] : []))
  }
}

function dueEvent(job: Job, { database }: WorkerWorld): DueEvent | undefined {
  const event = nextEvent(job.plan, job.doneUntil)
  if (!event) return undefined
  switch (event.type) {
    case 'progress':
      return { job, ...event }
    case 'start':
    case 'end':
      if (!database.available) return undefined
      return { job, type: event.type, at: Math.max(event.at, database.since) }
  }
}

async function carryOut({ job, type, at }: DueEvent, world: WorkerWorld): Promise<void> {
  world.setTime(at)
  switch (type) {
    case 'start':
      job.plan = delayed(job.plan, at - job.plan.startsAt)
      await world.records.start(job.plan, progressAt(job.plan, at))
      break
    case 'progress':
      await world.records.progress(job.plan, progressAt(job.plan, at))
      break
    case 'end':
      job.plan = { ...job.plan, endsAt: at }
      await world.records.finish(job.plan)
      break
  }
  job.doneUntil = at
}
