import type { MockClockState } from '../clock'
import type { MemoryDatabaseState } from '../database/memoryDatabase'
import type { MemoryRedisState } from '../redis/memoryRedis'
import type { MemoryState } from '../status/memory'
import type { JobChange } from '../workers/change'
import type { Job } from '../workers/job'
import type { HistoryState } from './history'
import type { Faults, StrategyName } from './inputs'
import type { StatusRequest } from './log'

/** Raised whenever the shape below changes, so that an older state is dropped, not misread. */
const VERSION = 3

/** Requests to the API since the start or the last reset. */
export interface HttpCounters {
  requests: number
  byStatus: Record<string, number>
  /** Of status requests alone. */
  bySource: Record<string, number>
}

/** What a backend knows beside its stores, its clock and its random numbers. */
export interface BackendState {
  faults: Faults
  /** When the database last came back, epoch ms; 0: it was never down. */
  databaseSince: number
  strategy: StrategyName
  nextVideoId: number
  http: HttpCounters
  log: StatusRequest[]
  history: HistoryState
  memory: MemoryState
  /** How often the API changed a job, by resource and id; see `StatusSources`. */
  changes: Map<string, number>
  /** Keys with old values, to be deleted once Redis is back. */
  owedDeletions: Set<string>
  /** How often each job has changed, by resource and id. */
  versions: Map<string, number>
  /** The last change of each job that was published, by resource and id. */
  published: Map<string, JobChange>
  /** Messages pushed since the start or the last reset. */
  pushed: number
}

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

export function noRequests(): HttpCounters {
  return { requests: 0, byStatus: {}, bySource: {} }
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
  state: {
    faults: {},
    databaseSince: 0,
    strategy: '',
    nextVideoId: 0,
    http: { requests: 0, byStatus: {}, bySource: {} },
    log: [],
    history: new Map(),
    memory: new Map(),
    changes: new Map(),
    owedDeletions: new Set(),
    versions: new Map(),
    published: new Map(),
    pushed: 0,
  },
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
