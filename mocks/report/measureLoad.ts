import { watchJobs, type Way } from './watchJobs'

/**
 * How a page learns how its jobs are, and how often it asks: ms from the start of one request for a
 * job to the next. With `push` that is how often it would.
 */
export interface Polling {
  strategy: Way
  intervalMs: number
}

/** What was counted in one run; nothing in it is computed. */
export interface LoadCount extends Polling {
  /** How long the jobs ran. All but what is `AtEnd` is counted from the first request up to their end, exclusive. */
  minutes: number
  requests: number
  selectsInProgress: number
  /** From the moment the jobs end, for an hour: terminal answers that were asked for, and final fetches. */
  requestsAtEnd: number
  /** In the same hour. */
  selectsAtEnd: number
  /** Of status answers and of workers alike. */
  redisCommands: number
  /** What the server said over sockets in that time, and how many were open at the end of it. */
  messages: number
  connections: number
}

/** What is compared; the first is today. */
export const POLLINGS: readonly [Polling, ...Polling[]] = [
  { strategy: 'db', intervalMs: 1_000 },
  { strategy: 'db', intervalMs: 2_000 },
  { strategy: 'cache', intervalMs: 2_000 },
  { strategy: 'redis-first', intervalMs: 2_000 },
  { strategy: 'redis-first-hardened', intervalMs: 2_000 },
  { strategy: 'push', intervalMs: 2_000 },
]

const MINUTE_MS = 60_000
const AFTER_THE_END_MS = 60 * MINUTE_MS

/** Watches jobs of `minutes` of simulated time from their start until an hour after their end. */
export async function measureLoad(
  { strategy, intervalMs }: Polling,
  { videos, excel, minutes }: { videos: number; excel: number; minutes: number },
): Promise<LoadCount> {
  const watch = await watchJobs({ strategy, intervalMs, videos, excel, minutes })
  const end = minutes * MINUTE_MS
  await watch.runUntil(end)
  const { requests, selects, redisCommands, messages, connections } = await watch.counts()
  await watch.runUntil(end + AFTER_THE_END_MS)
  const after = await watch.counts()
  return {
    strategy,
    intervalMs,
    minutes,
    requests,
    selectsInProgress: selects,
    requestsAtEnd: after.requests - requests,
    selectsAtEnd: after.selects - selects,
    redisCommands,
    messages,
    connections,
  }
}
