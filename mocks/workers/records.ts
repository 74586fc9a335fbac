import type { Clock } from '../clock'
import type { Database } from '../database/port'
import {
  ACTIVE_TTL_SECONDS,
  PROGRESS_TTL_SECONDS,
  TERMINAL_TTL_SECONDS,
  progressKey,
  statusKey,
  toStatusEntry,
  type ProgressEntry,
  type Resource,
} from '../redis/entries'
import type { Redis } from '../redis/port'
import { resourceOf, type Plan } from './plan'
import { ended, endedWithoutResult, queued, running, type RowChange } from './rowChanges'

/**
 * What workers write, and in which order: the database first, then Redis. A failing Redis never
 * fails a job; a failing database rejects.
 */
export interface JobRecords {
  /** Row and status, queued, so that a job that waits costs no `SELECT` either. */
  create(plan: Plan): Promise<void>
  /** False: Redis did not take the status. */
  start(plan: Plan, progress: ProgressEntry): Promise<boolean>
  /** Renews the status, or writes it where Redis did not take it before. False: again it did not. */
  progress(plan: Plan, progress: ProgressEntry, hasStatus?: boolean): Promise<boolean>
  /** Changes nothing when the job is terminal already. */
  finish(plan: Plan, how?: FinishOptions): Promise<void>
  /** The result that was late when the job was finished. */
  deliver(plan: Plan, how?: Pick<FinishOptions, 'lost'>): Promise<void>
  /** Row and status back to queued, for another attempt. */
  retry(plan: Plan): Promise<void>
  /** Row and keys go. False: this tenant has no such job. */
  remove(resource: Resource, id: string, tenant: string): Promise<boolean>
}

export interface FinishOptions {
  /** The result is not there yet; default false. */
  late?: boolean
  /** What is written to Redis never gets there; default false. */
  lost?: boolean
}

/**
 * `clock` tells the time of what is being written; `owe` hears of keys whose values are old because
 * Redis took neither a retry nor a deletion: they must go before anyone reads them.
 */
export function createJobRecords(
  redis: Redis,
  database: Database,
  clock: Clock,
  owe: (keys: readonly string[]) => void = () => undefined,
): JobRecords {
  const now = () => new Date(clock.now()).toISOString()
  const keyOfStatus = (plan: Plan) => statusKey(resourceOf(plan.kind), plan.id)
  const keyOfProgress = (plan: Plan) => progressKey(resourceOf(plan.kind), plan.id)

  /** False: Redis rejected. The row is what counts. */
  async function quietly(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command()
      return true
    } catch {
      return false
    }
  }

  function writeStatus(plan: Plan, { table, columns }: RowChange, ttlSeconds: number) {
    const entry = toStatusEntry({
      ...columns,
      tenant: plan.tenant,
      ...(table === 'ai_job' && { job_type: plan.jobType }),
      updated_at: now(),
    })
    return quietly(() => redis.set(keyOfStatus(plan), entry, { ttlSeconds }))
  }

  function writeProgress(plan: Plan, progress: ProgressEntry) {
    const options = { ttlSeconds: PROGRESS_TTL_SECONDS }
    return quietly(() => redis.set(keyOfProgress(plan), JSON.stringify(progress), options))
  }

  const dropProgress = (plan: Plan) => quietly(() => redis.del([keyOfProgress(plan)]))

  /** How many rows it changed. With `from` only a row in that state is changed. */
  function updateRow(plan: Plan, to: RowChange, from?: RowChange): Promise<number> {
    const times = { updated_at: now() }
    if (to.table === 'video') {
      const where = from?.table === 'video' ? { status: from.columns.status } : {}
      return database.update(
        'video',
        { id: Number(plan.id), ...where },
        { ...to.columns, ...times },
      )
    }
    const where = from?.table === 'ai_job' ? { status: from.columns.status } : {}
    return database.update('ai_job', { job_id: plan.id, ...where }, { ...to.columns, ...times })
  }

  return {
    async create(plan) {
      const { tenant, title } = plan
      const state = queued(plan)
      const common = { tenant, title, created_at: now(), updated_at: now() }
      if (state.table === 'video') {
        await database.insert('video', { id: Number(plan.id), ...common, ...state.columns })
      } else {
        const key = { job_id: plan.id, job_type: plan.jobType }
        await database.insert('ai_job', { ...key, ...common, ...state.columns })
      }
      await writeStatus(plan, state, ACTIVE_TTL_SECONDS)
    },

    async start(plan, progress) {
      const state = running(plan)
      await updateRow(plan, state)
      const taken = await writeStatus(plan, state, ACTIVE_TTL_SECONDS)
      await writeProgress(plan, progress)
      return taken
    },

    async progress(plan, progress, hasStatus = true) {
      await writeProgress(plan, progress)
      return hasStatus
        ? quietly(() => redis.expire(keyOfStatus(plan), ACTIVE_TTL_SECONDS)).then(() => true)
        : writeStatus(plan, running(plan), ACTIVE_TTL_SECONDS)
    },

    async finish(plan, { late = false, lost = false } = {}) {
      const state = late ? endedWithoutResult(plan) : ended(plan)
      const changed = await updateRow(plan, state, running(plan))
      if (changed === 0 || lost) return
      await writeStatus(plan, state, TERMINAL_TTL_SECONDS)
      await dropProgress(plan)
    },

    async deliver(plan, { lost = false } = {}) {
      const state = ended(plan)
      const changed = await updateRow(plan, state, state)
      if (changed === 0 || lost) return
      await writeStatus(plan, state, TERMINAL_TTL_SECONDS)
      await dropProgress(plan)
    },

    async retry(plan) {
      const state = queued(plan)
      await updateRow(plan, state)
      const taken = await writeStatus(plan, state, ACTIVE_TTL_SECONDS)
      await dropProgress(plan)
      if (!taken) owe([keyOfStatus(plan), keyOfProgress(plan)])
    },

    async remove(resource, id, tenant) {
      const removed =
        resource === 'video'
          ? await database.delete('video', { id: Number(id), tenant })
          : await database.delete('ai_job', { job_id: id, tenant })
      if (removed === 0) return false
      const keys = [statusKey(resource, id), progressKey(resource, id)]
      if (!(await quietly(() => redis.del(keys)))) owe(keys)
      return true
    },
  }
}
