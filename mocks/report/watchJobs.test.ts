import { afterEach, describe, expect, test, vi } from 'vitest'
import { watchJobs, type WatchOptions } from './watchJobs'

const MINUTE = 60_000
const FIVE_JOBS = { videos: 3, excel: 2, minutes: 10 }

function watch(options: Partial<WatchOptions> = {}) {
  return watchJobs({ strategy: 'redis-first', intervalMs: 2_000, ...FIVE_JOBS, ...options })
}

afterEach(() => {
  vi.useRealTimers()
})

describe('in progress', () => {
  test.each([
    ['db', 1_000, 10, 3_000, 3_000],
    ['db', 1_000, 60, 18_000, 18_000],
    ['db', 2_000, 10, 1_500, 1_500],
    // Asked at 0, 2 and 4 s and cached for 5 s: every third answer is a SELECT.
    ['cache', 2_000, 10, 1_500, 500],
    ['redis-first', 2_000, 10, 1_500, 0],
    ['redis-first-hardened', 2_000, 10, 1_500, 0],
  ] as const)(
    '%s every %i ms for %i minutes costs %i requests and %i SELECTs',
    async (strategy, intervalMs, minutes, requests, selects) => {
      const jobs = await watch({ strategy, intervalMs, minutes })
      await jobs.runUntil(minutes * MINUTE)
      expect(await jobs.counts()).toMatchObject({ requests, selects })
      expect(jobs.settled()).toBe(false)
    },
    20_000,
  )

  test('follows the number of jobs', async () => {
    const jobs = await watch({ strategy: 'db', videos: 7, excel: 0, minutes: 2 })
    await jobs.runUntil(2 * MINUTE)
    expect(await jobs.counts()).toMatchObject({ requests: 420, selects: 420 })
  })

  test('counts the commands of workers beside those of answers', async () => {
    const seldom = await watch({ intervalMs: 3_600_000 })
    await seldom.runUntil(10 * MINUTE)
    const { requests, redisCommands: workers } = await seldom.counts()
    expect(requests).toBe(5)
    // Every 10 s at least, each worker sets its progress and renews its status.
    expect(workers).toBeGreaterThan(5 * 59 * 2)

    const often = await watch()
    await often.runUntil(10 * MINUTE)
    expect((await often.counts()).redisCommands).toBe(workers - 5 + 1_500)
  })
})

describe('the end', () => {
  test.each(['db', 'cache', 'redis-first', 'redis-first-hardened'] as const)(
    '%s: each job is asked for its end and once more, and then never',
    async (strategy) => {
      const jobs = await watch({ strategy, minutes: 1 })
      await jobs.runUntil(MINUTE)
      const before = (await jobs.counts()).requests
      await jobs.runUntil(MINUTE + 1)
      expect((await jobs.counts()).requests - before).toBe(10)
      expect(jobs.settled()).toBe(true)
      await jobs.runUntil(61 * MINUTE)
      expect((await jobs.counts()).requests - before).toBe(10)
    },
  )

  test.each([
    ['db', 2],
    ['cache', 1],
    ['redis-first', 0],
    ['redis-first-hardened', 0],
  ] as const)('%s reads the row of a job that has ended %i times', async (strategy, selects) => {
    const jobs = await watch({ strategy, videos: 1, excel: 0, minutes: 1 })
    await jobs.runUntil(MINUTE)
    const before = (await jobs.counts()).selects
    await jobs.runUntil(61 * MINUTE)
    expect((await jobs.counts()).selects - before).toBe(selects)
  })
})

describe('push', () => {
  test('costs no request and no SELECT while in progress, and one final fetch a job', async () => {
    const jobs = await watch({ strategy: 'push', minutes: 60 })
    await jobs.runUntil(60 * MINUTE)
    expect(await jobs.counts()).toMatchObject({ requests: 0, selects: 0, connections: 1 })
    await jobs.runUntil(120 * MINUTE)
    expect(await jobs.counts()).toMatchObject({ requests: 5, selects: 0, connections: 0 })
    expect(jobs.settled()).toBe(true)
  }, 20_000)

  test('brings a message at each change, and one at the beginning', async () => {
    const jobs = await watch({ strategy: 'push', minutes: 2 })
    await jobs.runUntil(2 * MINUTE)
    const { messages } = await jobs.counts()
    // A worker reports at every step, and at least every 10 s.
    expect(messages).toBeGreaterThan(5 * 12)
    expect(messages).toBeLessThan(5 * 40)
    await jobs.runUntil(3 * MINUTE)
    expect((await jobs.counts()).messages).toBe(messages + 5)
  })

  test('reads Redis for the present state of each job, and at its end', async () => {
    const [told, asked] = [
      await watch({ strategy: 'push', minutes: 2 }),
      await watch({ intervalMs: 3_600_000, minutes: 2 }),
    ]
    await told.runUntil(2 * MINUTE)
    await asked.runUntil(2 * MINUTE)
    // Five first requests read as much.
    expect((await told.counts()).redisCommands).toBe((await asked.counts()).redisCommands)
  })
})

describe('simulated time', () => {
  test('begins with nothing counted, whatever creation wrote', async () => {
    const jobs = await watch()
    expect(jobs.elapsedMs()).toBe(0)
    expect(await jobs.counts()).toEqual({
      requests: 0,
      selects: 0,
      redisCommands: 0,
      messages: 0,
      connections: 0,
    })
  })

  test('leaves what is due at the very moment to the next call', async () => {
    const jobs = await watch()
    const requestsAt = async (elapsedMs: number) => {
      await jobs.runUntil(elapsedMs)
      expect(jobs.elapsedMs()).toBe(elapsedMs)
      return (await jobs.counts()).requests
    }
    expect(await requestsAt(0)).toBe(0)
    expect(await requestsAt(0.5)).toBe(5)
    expect(await requestsAt(2_000)).toBe(5)
    expect(await requestsAt(2_000.5)).toBe(10)
    expect(await requestsAt(4_000)).toBe(10)
  })

  test('leaves what workers do at the very moment to the next call', async () => {
    const jobs = await watch({ videos: 1, excel: 0, minutes: 1 })
    await jobs.runUntil(MINUTE)
    const before = (await jobs.counts()).redisCommands
    await jobs.runUntil(MINUTE + 1)
    // The worker's SET and DEL, and two answers.
    expect((await jobs.counts()).redisCommands - before).toBe(4)
  })

  test('counts the same in one go and in steps of any size', async () => {
    const once = await watch({ strategy: 'cache', minutes: 1 })
    await once.runUntil(2 * MINUTE)
    const stepwise = await watch({ strategy: 'cache', minutes: 1 })
    for (let ms = 0; ms < 2 * MINUTE; ms += 1_000 / 3) await stepwise.runUntil(ms)
    await stepwise.runUntil(2 * MINUTE)
    expect(await stepwise.counts()).toEqual(await once.counts())
  })

  test('is not real time: nothing waits for a timer, and the date does not matter', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      now: Date.UTC(1999, 11, 31),
    })
    const jobs = await watch({ strategy: 'cache', minutes: 1 })
    await jobs.runUntil(61 * MINUTE)
    expect(jobs.settled()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    expect(await jobs.counts()).toMatchObject({ requests: 160, selects: 55 })
  })

  test.each([NaN, Infinity, 999])('does not run until %s when 1,000 ms have passed', async (ms) => {
    const jobs = await watch()
    await jobs.runUntil(1_000)
    await expect(jobs.runUntil(ms)).rejects.toThrow(
      `Failed to run until ${String(ms)} ms: 1000 ms have passed.`,
    )
  })
})
