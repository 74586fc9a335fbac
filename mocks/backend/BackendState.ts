import type { MemoryState } from '../status/memory'
import type { JobChange } from '../workers/change'
import type { HistoryState } from './history'
import type { Faults, StrategyName } from './inputs'
import type { StatusRequest } from './log'

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

/** That of a backend that was never asked. */
export function initialState(strategy: StrategyName): BackendState {
  return {
    faults: {},
    databaseSince: 0,
    strategy,
    nextVideoId: 1001,
    http: noRequests(),
    log: [],
    history: new Map(),
    memory: new Map(),
    changes: new Map(),
    owedDeletions: new Set(),
    versions: new Map(),
    published: new Map(),
    pushed: 0,
  }
}

export function noRequests(): HttpCounters {
  return { requests: 0, byStatus: {}, bySource: {} }
}
