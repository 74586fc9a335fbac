import { expect, test } from 'vitest'
import { createMemoryRedis } from './memoryRedis'

function setUp() {
  const clock = { time: 0, now: () => clock.time }
  return { clock, redis: createMemoryRedis(clock) }
}

test('a key lives exactly as long as its time to live', async () => {
  const { clock, redis } = setUp()
  await redis.set('a', '1', { ttlSeconds: 10 })
  clock.time = 9_999
  expect(await redis.get('a')).toBe('1')
  clock.time = 10_000
  expect(await redis.get('a')).toBeNull()
})

test('EXPIRE renews a key that lives, and revives none', async () => {
  const { clock, redis } = setUp()
  await redis.set('a', '1', { ttlSeconds: 10 })
  clock.time = 9_000
  expect(await redis.expire('a', 10)).toBe(true)
  clock.time = 18_000
  expect(await redis.get('a')).toBe('1')
  clock.time = 19_000
  expect(await redis.expire('a', 10)).toBe(false)
  expect(await redis.get('a')).toBeNull()
})

test('SET NX is refused while the key lives, and counts as a set', async () => {
  const { clock, redis } = setUp()
  await redis.set('a', '1', { ttlSeconds: 10 })
  expect(await redis.set('a', '2', { ttlSeconds: 10, onlyIfAbsent: true })).toBe(false)
  expect(await redis.get('a')).toBe('1')
  clock.time = 10_000
  expect(await redis.set('a', '2', { ttlSeconds: 10, onlyIfAbsent: true })).toBe(true)
  expect(redis.counters().set).toBe(3)
})

test('an MGET is one get, in the order of its keys', async () => {
  const { redis } = setUp()
  await redis.set('a', '1', { ttlSeconds: 10 })
  expect(await redis.mget(['b', 'a'])).toEqual([null, '1'])
  expect(redis.counters()).toEqual({ get: 1, set: 1, del: 0, expire: 0 })
})

test('DEL answers how many keys there were', async () => {
  const { redis } = setUp()
  await redis.set('a', '1', { ttlSeconds: 10 })
  expect(await redis.del(['a', 'b'])).toBe(1)
  expect(await redis.get('a')).toBeNull()
})

test('looking in, removing and flushing count as no command', async () => {
  const { clock, redis } = setUp()
  await redis.set('b', '2', { ttlSeconds: 10 })
  await redis.set('a', '1', { ttlSeconds: 20 })
  redis.resetCounters()
  clock.time = 9_001
  expect(redis.list()).toEqual([
    { key: 'a', value: '1', ttlSeconds: 11 },
    { key: 'b', value: '2', ttlSeconds: 1 },
  ])
  expect(redis.remove('a')).toBe(true)
  expect(redis.remove('a')).toBe(false)
  redis.flush()
  expect(redis.list()).toEqual([])
  expect(redis.counters()).toEqual({ get: 0, set: 0, del: 0, expire: 0 })
})

test('a saved state holds what lives, and is the same in another Redis', async () => {
  const { clock, redis } = setUp()
  await redis.set('old', '1', { ttlSeconds: 1 })
  await redis.set('new', '2', { ttlSeconds: 10 })
  clock.time = 5_000
  const other = createMemoryRedis(clock)
  other.load(structuredClone(redis.save()))
  expect(other.list()).toEqual([{ key: 'new', value: '2', ttlSeconds: 5 }])
  expect(other.counters()).toEqual(redis.counters())
})

test('a write and a deletion that depend on a value happen only while it stands', async () => {
  const redis = createMemoryRedis({ now: () => 0 })
  const set = (value: string, onlyIfEquals: string) =>
    redis.set('a', value, { ttlSeconds: 1, onlyIfEquals })
  expect(await set('1', '')).toBe(false)
  await redis.set('a', '1', { ttlSeconds: 1 })
  await redis.set('b', '1', { ttlSeconds: 1 })
  expect(await set('2', '0')).toBe(false)
  expect(await set('2', '1')).toBe(true)
  expect(await redis.del(['a', 'b'], { key: 'a', equals: '1' })).toBe(0)
  expect(await redis.del(['a', 'b'], { key: 'a', equals: '2' })).toBe(2)
  expect(redis.counters()).toEqual({ get: 0, set: 5, del: 2, expire: 0 })
})
