import type { Resource } from '../redis/entries'
import { createDueQueue } from './dueQueue'
import { nextEvent, type Job, type JobEvent } from './job'
import { resourceOf } from './plan'

/** All jobs of a backend, by id and by what is due next. */
export interface JobTable {
  find(resource: Resource, id: string): Job | undefined
  add(job: Job): void
  remove(job: Job): void
  /** To be called when what its worker does next has changed. It is due no earlier than `notBefore`. */
  reschedule(job: Job, notBefore?: number): void
  /** The event that is due first of all. */
  next(): { job: Job; event: JobEvent } | undefined
  /** Takes a job out of those that are due, until it is rescheduled. */
  block(job: Job): void
  /** Reschedules what was blocked; the database came back at `since`, epoch ms. */
  unblock(since: number): void
  /** In the order in which they were created. */
  all(): Job[]
  /** `since`: when the database came back, epoch ms. */
  load(jobs: readonly Job[], since: number): void
}

const keyOf = ({ plan }: Job) => `${resourceOf(plan.kind)}/${plan.id}`

export function createJobTable(): JobTable {
  let jobs = new Map<string, Job>()
  const due = createDueQueue<Job>()
  const blocked = new Set<Job>()

  /** What waited for the database is done once that is back. */
  let databaseSince = 0

  function schedule(job: Job, notBefore = 0): void {
    blocked.delete(job)
    const event = nextEvent(job)
    const earliest = event?.type === 'progress' ? notBefore : Math.max(notBefore, databaseSince)
    due.put(job, event && Math.max(event.at, earliest))
  }

  return {
    find: (resource, id) => jobs.get(`${resource}/${id}`),
    add(job) {
      jobs.set(keyOf(job), job)
      schedule(job)
    },
    remove(job) {
      jobs.delete(keyOf(job))
      blocked.delete(job)
      due.put(job, undefined)
    },
    reschedule: schedule,
    next() {
      const first = due.first()
      const event = first && nextEvent(first.item)
      return event && { job: first.item, event: { ...event, at: first.at } }
    },
    block(job) {
      due.put(job, undefined)
      blocked.add(job)
    },
    unblock(since) {
      databaseSince = since
      for (const job of [...blocked]) schedule(job)
    },
    all: () => [...jobs.values()],
    load(loaded, since) {
      databaseSince = since
      due.clear()
      blocked.clear()
      jobs = new Map(loaded.map((job) => [keyOf(job), job]))
      for (const job of loaded) schedule(job)
    },
  }
}
