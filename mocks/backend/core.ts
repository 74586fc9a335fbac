import { createMockClock, type Clock, type MockClock, type Timers } from '../clock'
import { createMemoryDatabase, emptyDatabase } from '../database/memoryDatabase'
import type { MemoryDatabase } from '../database/memoryDatabase'
import type { Database } from '../database/port'
import { databaseTakingTurns } from '../database/takingTurns'
import { databaseWithFaults } from '../database/withFaults'
import { createRandom, type Random } from '../random'
import type { Resource } from '../redis/entries'
import { createMemoryRedis, emptyRedis, type MemoryRedis } from '../redis/memoryRedis'
import { redisTakingTurns } from '../redis/takingTurns'
import { redisWithFaults } from '../redis/withFaults'
import { createMemory, memoryTakingTurns } from '../status/memory'
import { memoryKeys } from '../status/memoryKeys'
import { REDIS_PATIENCE_MS, waitAtMost } from '../status/patience'
import type { StatusSources } from '../status/port'
import { catchUp } from '../workers/catchUp'
import type { JobChange } from '../workers/change'
import { createJobTable, type JobTable } from '../workers/jobTable'
import { createJobRecords, type JobRecords, type RecordHooks } from '../workers/records'
import { initialState, type BackendState } from './BackendState'
import { prune, record } from './history'
import type { StrategyName } from './inputs'
import { readSnapshot, toSnapshot, type BackendSnapshot } from './snapshot'
import type { SharedState, TakeTurns } from './turns'

export interface CoreOptions {
  /** Whether what `turns` gives is shared with others. */
  isShared: boolean
  wall: Clock
  timers: Timers
  seed: number
  speed: number
  strategy: StrategyName
  turns: (state: SharedState) => TakeTurns
}

/** Who tells others of what changes. All but `clients` is called within a turn. */
export interface Watcher {
  published(change: JobChange): void
  /** The whole state is another one. */
  replaced(): void
  /** The turn is about to end. */
  turned(): void
  /** How many are told. */
  clients(): number
}

/**
 * The stores, the jobs and the time of one backend, and the turns in which they are touched. Within
 * a turn workers have caught up, and time stands still. Nobody waits within a turn.
 */
export interface Core {
  /** A turn that only looks, though workers may have changed things before it. */
  look<T>(work: () => T | Promise<T>): Promise<T>
  /** A turn that changes something. */
  change<T>(work: () => T | Promise<T>): Promise<T>
  /** Like `change`; once the turn is over, waits for what slow stores would have taken. */
  changeAtStorePace<T>(work: () => Promise<T>): Promise<T>
  /** Real waiting, in milliseconds. */
  wait(ms: number): Promise<void>
  /** Of real time. */
  timers: Timers
  /** Whether others change the state, too. */
  isShared: boolean
  /** Hears what happens in turns; there is one at most. */
  watcher: Watcher

  /**
   * For use between turns: each command takes a turn of its own, and is slow where the store is. A
   * Redis that is too slow to wait for rejects.
   */
  readers: StatusSources
  /** Real milliseconds since it was called. */
  stopwatch(): () => number

  // All below: for use within a turn.
  state: BackendState
  jobs: JobTable
  random: Random
  clock: MockClock
  /** The time of the turn, epoch ms. */
  now(): number
  /** Says that something has changed in a turn that was only to look. */
  touch(): void
  /** Lets workers catch up with a clock that was moved within the turn. */
  catchUp(): Promise<void>
  redis: MemoryRedis
  database: MemoryDatabase
  /** Under the faults in force. */
  queries: Database
  /** Under the faults in force. */
  records: JobRecords
  /** Under the faults of Redis alone. */
  controlRecords: JobRecords
  /** To be called when the API has created, retried or deleted a job: what was read before is old. */
  changed(resource: Resource, id: string, tenant: string): void
  reset(): void
  save(): BackendSnapshot
  load(snapshot: unknown): boolean
}

/** Under which a job is remembered. No id holds a slash. */
export const jobKey = (resource: Resource, id: string) => `${resource}/${id}`

export function createCore(options: CoreOptions): Core {
  const { wall, timers, seed, speed, strategy, turns, isShared } = options
  const clock = createMockClock(wall, speed)
  let time = clock.now()
  const turnClock: Clock = { now: () => time }

  let changed = false
  const touch = () => {
    changed = true
  }
  const redis = createMemoryRedis(turnClock, () => {
    touch()
    record(core.state.history, 'redis', time)
  })
  const database = createMemoryDatabase((query) => {
    touch()
    if (query === 'select') record(core.state.history, 'select', time)
  })

  const redisFault = () => core.state.faults.redis ?? 'up'
  const databaseFault = () => core.state.faults.db ?? 'up'

  // What slow stores would have taken in this turn, in milliseconds.
  let lateness = 0
  const addLateness = (ms: number) => {
    lateness += ms
    return Promise.resolve()
  }
  const wait = (ms: number) =>
    ms > 0
      ? new Promise<void>((resolve) => {
          timers.after(ms, resolve)
        })
      : Promise.resolve()

  const faultyRedis = redisWithFaults(redis, redisFault, addLateness)
  const queries = databaseWithFaults(database, databaseFault, addLateness)
  const hooks: RecordHooks = {
    nextVersion(resource, id) {
      const { versions } = core.state
      const version = (versions.get(jobKey(resource, id)) ?? 0) + 1
      versions.set(jobKey(resource, id), version)
      return version
    },
    publish(change) {
      core.state.published.set(jobKey(change.resource, change.id), change)
      core.watcher.published(change)
    },
    owe(keys) {
      for (const key of keys) core.state.owedDeletions.add(key)
    },
  }
  const records = createJobRecords(faultyRedis, queries, turnClock, hooks)

  async function workUntil(until: number): Promise<void> {
    const busy = await catchUp(core.jobs, until, {
      records,
      setTime(next) {
        time = next
      },
      database:
        databaseFault() === 'down'
          ? { available: false }
          : { available: true, since: core.state.databaseSince },
    })
    if (busy) touch()
    time = until
  }

  const takeTurn = turns({
    save: () => core.save(),
    load: (snapshot) => core.load(snapshot),
    takeChanged() {
      const was = changed
      changed = false
      return was
    },
  })
  const look: Core['look'] = (work) =>
    takeTurn(async () => {
      await workUntil(clock.now())
      try {
        return await work()
      } finally {
        core.watcher.turned()
      }
    })
  const change: Core['change'] = (work) =>
    look(() => {
      touch()
      return work()
    })

  /** How often everything was reset: what is under way then is of another backend. */
  let era = 0

  const core: Core = {
    look,
    change,
    async changeAtStorePace(work) {
      const { value, late } = await change(async () => {
        lateness = 0
        return { value: await work(), late: lateness }
      })
      await wait(late)
      return value
    },
    wait,
    timers,
    isShared,
    watcher: { published: ignore, replaced: ignore, turned: ignore, clients: () => 0 },
    readers: {
      redis: redisWithFaults(
        redisTakingTurns(redis, look),
        redisFault,
        waitAtMost(REDIS_PATIENCE_MS, wait),
      ),
      database: databaseWithFaults(databaseTakingTurns(database, look), databaseFault, wait),
      memory: memoryTakingTurns(
        createMemory(turnClock, () => core.state.memory),
        look,
        change,
      ),
      clock: turnClock,
      changesOf: (resource, id) =>
        era * 2 ** 32 + (core.state.changes.get(jobKey(resource, id)) ?? 0),
    },
    stopwatch() {
      const start = wall.now()
      return () => wall.now() - start
    },
    state: initialState(strategy),
    jobs: createJobTable(),
    random: createRandom(seed),
    clock,
    now: () => time,
    touch,
    catchUp: () => workUntil(clock.now()),
    redis,
    database,
    queries,
    records,
    controlRecords: createJobRecords(faultyRedis, database, turnClock, hooks),
    changed(resource, id, tenant) {
      const { memory, changes } = core.state
      for (const key of memoryKeys(resource, id, tenant)) memory.delete(key)
      const key = jobKey(resource, id)
      changes.set(key, (changes.get(key) ?? 0) + 1)
    },
    reset() {
      core.state = initialState(strategy)
      core.jobs.load([], 0)
      era++
      core.random = createRandom(seed)
      redis.load(emptyRedis())
      database.load(emptyDatabase())
      clock.setSpeed(speed)
      core.watcher.replaced()
      core.state.pushed = 0
    },
    save() {
      prune(core.state.history, time)
      return toSnapshot({
        clock: clock.save(),
        random: core.random.state(),
        redis: redis.save(),
        database: database.save(),
        jobs: core.jobs.all(),
        state: core.state,
      })
    },
    load(value) {
      const snapshot = readSnapshot(value)
      if (!snapshot) return false
      clock.load(snapshot.clock)
      core.random = createRandom(snapshot.random)
      redis.load(snapshot.redis)
      database.load(snapshot.database)
      core.jobs.load(snapshot.jobs, snapshot.state.databaseSince)
      core.state = snapshot.state
      core.watcher.replaced()
      return true
    },
  }
  return core
}

const ignore = () => undefined
