import { createMockBackend, type MockBackend, type MockBackendOptions } from './createMockBackend'

/** 2025-01-01 09:00 in Korea. */
export const START = Date.UTC(2025, 0, 1)

/** A backend for tests: time moves only when it is advanced, and each wait is noted, and over. */
export function createTestBackend(options: MockBackendOptions = {}) {
  const waits: number[] = []
  const backend = createMockBackend({
    clock: { now: () => START },
    timers: {
      after(ms, callback) {
        waits.push(ms)
        queueMicrotask(callback)
        return () => undefined
      },
    },
    ...options,
  })
  return { backend, waits }
}

/** The entries of a Redis by key, as JSON, with their times to live. */
export async function redisOf(
  backend: MockBackend,
): Promise<Record<string, Record<string, unknown>>> {
  const entries = await backend.redis.list()
  return Object.fromEntries(
    entries.map(({ key, value, ttlSeconds }) => [
      key,
      { ...(JSON.parse(value) as Record<string, unknown>), ttl: ttlSeconds },
    ]),
  )
}
