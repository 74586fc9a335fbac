import { createMemoryDatabase } from '../database/memoryDatabase'
import type { AiJobRow, Database, VideoRow } from '../database/port'
import { databaseWithFaults } from '../database/withFaults'
import { progressKey, statusKey, type ProgressEntry, type Resource } from '../redis/entries'
import { createMemoryRedis } from '../redis/memoryRedis'
import { redisWithFaults } from '../redis/withFaults'
import type { StoreFault } from '../storeFault'
import { createMemory, type MemoryState } from './memory'
import { REDIS_PATIENCE_MS, waitAtMost } from './patience'
import type { StatusSources, StatusStrategy } from './port'

export const EARLY = '2025-01-01T00:00:00.000Z'
export const LATE = '2025-01-01T00:01:00.000Z'
const START = Date.parse(LATE)

/** What a worker says. */
export const PROGRESS: ProgressEntry = {
  step: 'transcoding',
  percent: 60,
  step_index: 4,
  step_total: 7,
  step_name: 'transcoding',
  step_name_display: '인코딩',
  step_percent: 28,
  remaining_seconds: 90,
  updated_at: LATE,
}

export const PROCESSING = { status: 'PROCESSING', tenant: 'academy', version: 2, updated_at: EARLY }

export const video = (changes: Partial<VideoRow> = {}): VideoRow => ({
  id: 42,
  tenant: 'academy',
  title: '수학 1강',
  status: 'PROCESSING',
  hls_path: null,
  duration: null,
  error_reason: null,
  version: 2,
  created_at: EARLY,
  updated_at: EARLY,
  ...changes,
})

export const READY = { status: 'READY', hls_path: 'media/a.m3u8', duration: 95 } as const

/**
 * A strategy on stores of its own, with one video in the database and nothing in Redis; its time
 * is a minute after that row was written.
 */
export async function setUpStrategy(
  create: (sources: StatusSources) => StatusStrategy,
  faults: { redis?: StoreFault; db?: StoreFault } = {},
) {
  let now = START
  let waited = 0
  let changes = 0
  /** Holds back the answers of the database, once its work is done. */
  let gate: Promise<void> = Promise.resolve()
  const clock = { now: () => now }
  const memoryState: MemoryState = new Map()
  const redis = createMemoryRedis(clock)
  const database = createMemoryDatabase()
  await database.insert('video', video())
  const wait = (ms: number) => {
    waited += ms
    return Promise.resolve()
  }
  const gated: Database = {
    ...database,
    async select(table, where) {
      const rows = await database.select(table, where)
      await gate
      return rows
    },
  }
  const strategy = create({
    redis: redisWithFaults(redis, () => faults.redis ?? 'up', waitAtMost(REDIS_PATIENCE_MS, wait)),
    database: databaseWithFaults(gated, () => faults.db ?? 'up', wait),
    memory: createMemory(clock, () => memoryState),
    clock,
    changesOf: () => changes,
  })
  const put = (key: string, value: unknown, ttlSeconds = 7200) =>
    redis.set(key, typeof value === 'string' ? value : JSON.stringify(value), { ttlSeconds })

  return {
    redis,
    database,
    faults,
    putStatus: (value: unknown, resource: Resource = 'video', id = '42') =>
      put(statusKey(resource, id), value),
    putProgress: (value: unknown, resource: Resource = 'video', id = '42') =>
      put(progressKey(resource, id), value),
    putRow: (changes: Partial<VideoRow>) => database.update('video', { id: 42 }, changes),
    putJobRow: (row: AiJobRow) => database.insert('ai_job', row),
    read: (tenant = 'academy', resource: Resource = 'video', id = '42') =>
      strategy.read(resource, id, tenant),
    pass: (ms: number) => {
      now += ms
    },
    /** The API changes the job; what is remembered of it goes, as the backend sees to. */
    change: () => {
      changes++
      memoryState.clear()
    },
    /** Holds back answers of the database until the function it returns is called. */
    holdDatabase: () => {
      let release: () => void = () => undefined
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    cost: () => ({ get: redis.counters().get, select: database.counters().select }),
    selects: () => database.counters().select,
    waited: () => waited,
  }
}
