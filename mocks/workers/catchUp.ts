import { progressOf, type Job, type JobEvent } from './job'
import type { JobTable } from './jobTable'
import { delayed } from './plan'
import type { JobRecords } from './records'

/** The time at which workers write, and when the database came back (epoch ms), if it did. */
export interface WorkerWorld {
  records: JobRecords
  /** Sets the time that the stores go by. */
  setTime(time: number): void
  database: { available: true; since: number } | { available: false }
}

/**
 * Does all that workers have to do up to `until`, in the order of time across jobs. Each job is
 * changed in place. What a worker must tell the database waits while that is down. Answers whether
 * there was anything to do.
 */
export async function catchUp(jobs: JobTable, until: number, world: WorkerWorld): Promise<boolean> {
  if (world.database.available) jobs.unblock(world.database.since)
  let busy = false
  for (let next = jobs.next(); next && next.event.at <= until; next = jobs.next()) {
    const { job, event } = next
    if (event.type !== 'progress' && !world.database.available) {
      jobs.block(job)
      continue
    }
    busy = true
    world.setTime(event.at)
    await carryOut(job, event, world.records)
    job.doneUntil = Math.max(job.doneUntil, event.at)
    jobs.reschedule(job)
  }
  return busy
}

async function carryOut(job: Job, { type, at }: JobEvent, records: JobRecords): Promise<void> {
  const { plan, faults } = job
  const success = plan.outcome.type === 'success'
  switch (type) {
    case 'start':
      job.plan = delayed(plan, at - plan.startsAt)
      job.hasStatus = await records.start(job.plan, progressOf(job, at))
      return
    case 'progress':
      job.hasStatus = await records.progress(plan, progressOf(job, at), job.hasStatus)
      return
    case 'end': {
      const late = success && faults.lateResult === true
      job.plan = { ...plan, endsAt: at }
      job.owed = [
        ...(faults.duplicate ? ['duplicate' as const] : []),
        ...(late ? ['result' as const] : []),
      ]
      return records.finish(job.plan, { late, lost: faults.loseRedisWrite === true })
    }
    case 'duplicate':
      job.owed = job.owed.slice(1)
      return records.finish(plan, { late: job.owed.length > 0, lost: false })
    case 'result':
      job.owed = job.owed.slice(1)
      return records.deliver(plan, { lost: faults.loseRedisWrite === true })
  }
}
