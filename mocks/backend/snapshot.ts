import type { MockClockState } from '../clock'
import type { MemoryDatabaseState } from '../database/memoryDatabase'
import type { MemoryRedisState } from '../redis/memoryRedis'
import type { Job } from '../workers/job'
import { initialState, type BackendState } from './BackendState'

/** Raised whenever the shape of a state changes, so that an older state is dropped, not misread. */
const VERSION = 3

/** All of a backend, to be stored or sent as structured data. */
export interface BackendSnapshot {
  version: typeof VERSION
  clock: MockClockState
  /** State of the random numbers. */
  random: number
  redis: MemoryRedisState
  database: MemoryDatabaseState
  jobs: Job[]
  state: BackendState
}

export function toSnapshot(parts: Omit<BackendSnapshot, 'version'>): BackendSnapshot {
  return structuredClone({ version: VERSION, ...parts })
}

/** The snapshot, or undefined when it is of another version or none at all. */
export function readSnapshot(value: unknown): BackendSnapshot | undefined {
  return has(value, SHAPE) && value.version === VERSION
    ? structuredClone(value as unknown as BackendSnapshot)
    : undefined
}

const SHAPE = {
  version: 0,
  clock: { base: 0, anchor: 0, speed: 0 },
  random: 0,
  redis: { entries: [], counters: {} },
  database: { rows: { video: [], ai_job: [] }, counters: { video: {}, ai_job: {} } },
  jobs: [],
  state: initialState('redis-first'),
}

/** Whether `value` has the same kind of thing wherever `shape` has one. */
function has<Shape>(value: unknown, shape: Shape): value is Shape {
  if (Array.isArray(shape)) return Array.isArray(value)
  if (shape instanceof Map) return value instanceof Map
  if (shape instanceof Set) return value instanceof Set
  if (typeof shape !== 'object' || shape === null) return typeof value === typeof shape
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = value as Record<string, unknown>
  return Object.entries(shape).every(([key, part]) => has(fields[key], part))
}
