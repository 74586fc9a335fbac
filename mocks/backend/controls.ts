import type { RedisListing } from '../redis/memoryRedis'
import type { AiJobRow, DatabaseCounters, VideoRow } from '../database/port'
import type { RedisCounters } from '../redis/port'
import { setJobFaults, type JobFaults } from '../workers/job'
import type { WorkerKind } from '../workers/plan'
import type { Core } from './core'
import { lastTenMinutes, type HistorySecond } from './history'
import {
  ADVANCE,
  SPEED,
  faultFields,
  jobFaultFields,
  milliseconds,
  speed,
  strategyName,
  type Faults,
  type StrategyName,
} from './inputs'
import type { StatusRequest } from './log'
import { readInput, required } from './rules'
import { noRequests, type HttpCounters } from './BackendState'
import type { BackendSnapshot } from './snapshot'

/** One job as the mock knows it, whoever its tenant is. Times are epoch milliseconds. */
export interface JobSummary {
  kind: WorkerKind
  id: string
  title: string
  tenant: string
  /** The status of its row. */
  status: string
  createdAt: number
  /** When it ends or ended, if nothing holds it up. */
  endsAt: number
}

export interface Metrics {
  http: HttpCounters
  redis: RedisCounters
  db: DatabaseCounters
  /** Sockets that are open in this process, and messages sent since the start or the last reset. */
  push: { clients: number; messages: number }
}

/** Epoch milliseconds of mock time, and how many times as fast as real time it runs. */
export interface ClockReading {
  now: number
  speed: number
}

/** What one does to a backend from outside. None of it is metered, or affected by faults. */
export interface Controls {
  /** Forward by `ms`, 0 to 10 years: workers work, keys expire. */
  advance(ms: number): Promise<ClockReading>
  clock(): Promise<ClockReading>
  /** 0 to 10,000 times as fast as real time; 0 stops it. */
  setSpeed(speed: number): Promise<ClockReading>
  /** All jobs of all tenants, oldest first. */
  jobs(): Promise<JobSummary[]>
  /** All rows of both tables. */
  database(): Promise<{ video: VideoRow[]; ai_job: AiJobRow[] }>
  redis: {
    /** What Redis holds, by key. */
    list(): Promise<RedisListing[]>
    flush(): Promise<void>
    /** False: there is no such key. */
    delete(key: string): Promise<boolean>
  }
  metrics(): Promise<Metrics>
  resetMetrics(): Promise<void>
  /** The last ten minutes of mock time, second by second: 600 entries, oldest first. */
  history(): Promise<HistorySecond[]>
  /** The last 200 status requests, oldest first. */
  log(): Promise<StatusRequest[]>
  strategy(): Promise<{ read: StrategyName }>
  setStrategy(input: { read: StrategyName }): Promise<{ read: StrategyName }>
  faults(): Promise<Faults>
  /** Replaces the faults in force; `{}` clears them. */
  setFaults(faults: Faults): Promise<Faults>
  /** Replaces the faults of one job's worker; undefined: there is no such job. */
  setJobFaults(kind: string, id: string, faults: JobFaults): Promise<JobFaults | undefined>
  /** Empty stores, no faults, strategy, speed and seed as started, counters 0. Time goes on. */
  reset(): Promise<void>
  /** All of its state, as structured data. */
  snapshot(): Promise<BackendSnapshot>
  /** Takes up a snapshot. False: it is of another version, or none, and nothing has changed. */
  restore(snapshot: unknown): Promise<boolean>
}

export function createControls(core: Core): Controls {
  const reading = (): ClockReading => ({ now: core.now(), speed: core.clock.speed })

  return {
    async advance(ms) {
      milliseconds(ms, 'ms')
      return core.change(async () => {
        core.clock.advance(ms)
        await core.catchUp()
        return reading()
      })
    },
    clock: () => core.look(reading),
    async setSpeed(value) {
      speed(value, 'speed')
      return core.change(() => {
        core.clock.setSpeed(value)
        return reading()
      })
    },
    jobs: () =>
      core.look(() =>
        core.jobs.all().map(({ plan: { kind, id, title, tenant, createdAt, endsAt } }) => {
          const row =
            kind === 'video'
              ? core.database.row('video', Number(id))
              : core.database.row('ai_job', id)
          return { kind, id, title, tenant, status: row?.status ?? 'UNKNOWN', createdAt, endsAt }
        }),
      ),
    database: () => core.look(() => core.database.rows()),
    redis: {
      list: () => core.look(() => core.redis.list()),
      flush: () =>
        core.change(() => {
          core.redis.flush()
        }),
      delete: (key) => core.change(() => core.redis.remove(key)),
    },
    metrics: () =>
      core.look(() => ({
        http: structuredClone(core.state.http),
        redis: core.redis.counters(),
        db: core.database.counters(),
        push: { clients: core.watcher.clients(), messages: core.state.pushed },
      })),
    resetMetrics: () =>
      core.change(() => {
        core.state.http = noRequests()
        core.redis.resetCounters()
        core.database.resetCounters()
        core.state.pushed = 0
      }),
    history: () => core.look(() => lastTenMinutes(core.state.history, core.now())),
    log: () => core.look(() => structuredClone(core.state.log)),
    strategy: () => core.look(() => ({ read: core.state.strategy })),
    async setStrategy(input) {
      const { read } = readInput<{ read?: StrategyName }>(input, { read: strategyName })
      const strategy = required(read, 'read', 'given')
      return core.change(() => {
        core.state.strategy = strategy
        return { read: strategy }
      })
    },
    faults: () => core.look(() => structuredClone(core.state.faults)),
    async setFaults(input) {
      const faults = readInput<Faults>(input, faultFields)
      return core.change(async () => {
        const { state } = core
        if (state.faults.db === 'down' && faults.db !== 'down') state.databaseSince = core.now()
        state.faults = faults
        if (faults.redis !== 'down' && state.owedDeletions.size > 0) {
          await core.redis.del([...state.owedDeletions])
          state.owedDeletions.clear()
        }
        // What waited for a database that is back happens now, whoever looks next.
        await core.catchUp()
        return structuredClone(faults)
      })
    },
    async setJobFaults(kind, id, input) {
      const faults = readInput<JobFaults>(input, jobFaultFields)
      return core.change(() => {
        const job = core.jobs.find(kind === 'video' ? 'video' : 'job', id)
        if (job?.plan.kind !== kind) return undefined
        setJobFaults(job, faults, core.now())
        // What a held worker did not do in the past it does not do now.
        core.jobs.reschedule(job, core.now())
        return { ...faults }
      })
    },
    reset: () =>
      core.change(() => {
        core.reset()
      }),
    snapshot: () => core.look(() => core.save()),
    restore: (snapshot) => core.change(() => core.load(snapshot)),
  }
}

/** What the control API takes where a method takes a number. */
export const clockInputs = {
  ms: (input: unknown) =>
    required(readInput<{ ms?: number }>(input, { ms: milliseconds }).ms, 'ms', ADVANCE),
  speed: (input: unknown) =>
    required(readInput<{ speed?: number }>(input, { speed }).speed, 'speed', SPEED),
}
