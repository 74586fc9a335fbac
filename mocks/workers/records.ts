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
import type { JobChange } from './change'
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

/** What follows from writing, outside of the stores. */
export interface RecordHooks {
  /** The version of a change of this job that is being made; it rises, whatever the stores do. */
  nextVersion: (resource: Resource, id: string) => number
  /** Hears of each change that Redis took, for those who watch; one that it did not is not told. */
  publish: (change: JobChange) => void
  /**
   * Hears of keys whose values are old because Redis took neither a retry nor a deletion: they must
   * go before anyone reads them.
   */
  owe: (keys: readonly string[]) => void
}

/** `clock` tells the time of what is being written. */
export function createJobRecords(
  redis: Redis,
  database: Database,
  clock: Clock,
  { nextVersion, publish, owe }: RecordHooks,
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

  const next = (plan: Plan) => nextVersion(resourceOf(plan.kind), plan.id)

  function statusEntry(plan: Plan, { columns }: RowChange, version: number) {
    const { tenant, jobType } = plan
    const common = { tenant, version, updated_at: now() }
    return 'result' in columns
      ? { ...columns, ...common, job_type: jobType }
      : { ...columns, ...common }
  }

  function writeStatus(plan: Plan, state: RowChange, version: number, ttlSeconds: number) {
    const entry = toStatusEntry(statusEntry(plan, state, version))
    return quietly(() => redis.set(keyOfStatus(plan), entry, { ttlSeconds }))
  }

  function writeProgress(plan: Plan, progress: ProgressEntry, version: number) {
    const options = { ttlSeconds: PROGRESS_TTL_SECONDS }
    const entry = JSON.stringify({ ...progress, version })
    return quietly(() => redis.set(keyOfProgress(plan), entry, options))
  }

  function tell(
    plan: Plan,
    state: RowChange,
    version: number,
    progress: ProgressEntry | null = null,
  ): void {
    const { id, tenant } = plan
    const status = statusEntry(plan, state, version)
    const change = { id, tenant, version, progress }
    publish(
      'job_type' in status
        ? { resource: 'job', ...change, status }
        : { resource: 'video', ...change, status },
    )
  }

  const dropProgress = (plan: Plan) => quietly(() => redis.del([keyOfProgress(plan)]))

  /** How many rows it changed. With `from` only a row in that state is changed. */
  function updateRow(
    plan: Plan,
    to: RowChange,
    version: number,
    from?: RowChange,
  ): Promise<number> {
    const changed = { version, updated_at: now() }
    if (to.table === 'video') {
      const where = from?.table === 'video' ? { status: from.columns.status } : {}
      return database.update(
        'video',
        { id: Number(plan.id), ...where },
        { ...to.columns, ...changed },
      )
    }
    const where = from?.table === 'ai_job' ? { status: from.columns.status } : {}
    return database.update('ai_job', { job_id: plan.id, ...where }, { ...to.columns, ...changed })
  }

  /** Row, status key, progress key, unless the row is no longer `from`: then nothing. */
  async function end(plan: Plan, to: RowChange, from: RowChange, lost: boolean): Promise<void> {
    const version = next(plan)
    const changed = await updateRow(plan, to, version, from)
    if (changed === 0 || lost) return
    const taken = await writeStatus(plan, to, version, TERMINAL_TTL_SECONDS)
    await dropProgress(plan)
    if (taken) tell(plan, to, version)
  }

  return {
    async create(plan) {
      const { tenant, title } = plan
      const state = queued(plan)
      const version = next(plan)
      const common = { tenant, title, version, created_at: now(), updated_at: now() }
      if (state.table === 'video') {
        await database.insert('video', { id: Number(plan.id), ...common, ...state.columns })
      } else {
        const key = { job_id: plan.id, job_type: plan.jobType }
        await database.insert('ai_job', { ...key, ...common, ...state.columns })
      }
      if (await writeStatus(plan, state, version, ACTIVE_TTL_SECONDS)) tell(plan, state, version)
    },

    async start(plan, progress) {
      const state = running(plan)
      const version = next(plan)
      await updateRow(plan, state, version)
      const taken = await writeStatus(plan, state, version, ACTIVE_TTL_SECONDS)
      if (await writeProgress(plan, progress, version)) tell(plan, state, version, progress)
      return taken
    },

    async progress(plan, progress, hasStatus = true) {
      const state = running(plan)
      const version = next(plan)
      if (await writeProgress(plan, progress, version)) tell(plan, state, version, progress)
      return hasStatus
        ? quietly(() => redis.expire(keyOfStatus(plan), ACTIVE_TTL_SECONDS)).then(() => true)
        : writeStatus(plan, state, version, ACTIVE_TTL_SECONDS)
    },

    async finish(plan, { late = false, lost = false } = {}) {
      const state = late ? endedWithoutResult(plan) : ended(plan)
      await end(plan, state, running(plan), lost)
    },

    async deliver(plan, { lost = false } = {}) {
      const state = ended(plan)
      await end(plan, state, state, lost)
    },

    async retry(plan) {
      const state = queued(plan)
      const version = next(plan)
      await updateRow(plan, state, version)
      const taken = await writeStatus(plan, state, version, ACTIVE_TTL_SECONDS)
      await dropProgress(plan)
      if (taken) tell(plan, state, version)
      else owe([keyOfStatus(plan), keyOfProgress(plan)])
    },

    async remove(resource, id, tenant) {
      const removed =
        resource === 'video'
          ? await database.delete('video', { id: Number(id), tenant })
          : await database.delete('ai_job', { job_id: id, tenant })
      if (removed === 0) return false
      const keys = [statusKey(resource, id), progressKey(resource, id)]
      const version = nextVersion(resource, id)
      const taken = await quietly(() => redis.del(keys))
      if (taken) publish({ resource, id, tenant, version, status: null, progress: null })
      else owe(keys)
      return true
    },
  }
}
