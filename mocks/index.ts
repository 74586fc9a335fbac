export { createMockBackend } from './createMockBackend'
export type { MockBackend, MockBackendOptions } from './createMockBackend'
export { createHandlers } from './http/createHandlers'
export { createMockFetch } from './http/createMockFetch'
export { MockError } from './backend/errors'
export type { Clock, Timers } from './clock'
export type {
  ApiFaults,
  Faults,
  StartJobInput,
  StartVideoInput,
  StrategyName,
} from './backend/inputs'
export type { ClockReading, JobSummary, Metrics } from './backend/controls'
export type { SharedState, TakeTurns } from './backend/turns'
export type { StartedJob } from './backend/starting'
export type { BackendSnapshot } from './backend/snapshot'
export type { RedisListing } from './redis/memoryRedis'
export type { AiJobRow, VideoRow } from './database/port'
