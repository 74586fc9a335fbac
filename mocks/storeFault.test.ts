import { expect, test } from 'vitest'
import { createMemoryDatabase } from './database/memoryDatabase'
import { databaseWithFaults } from './database/withFaults'
import { createMemoryRedis } from './redis/memoryRedis'
import { redisWithFaults } from './redis/withFaults'
import { StoreDownError, type StoreFault } from './storeFault'

function setUp(fault: StoreFault) {
  const waited: number[] = []
  const wait = (ms: number) => {
    waited.push(ms)
    return Promise.resolve()
  }
  const redis = createMemoryRedis({ now: () => 0 })
  const database = createMemoryDatabase()
  return {
    waited,
    stores: { redis, database },
    redis: redisWithFaults(redis, () => fault, wait),
    database: databaseWithFaults(database, () => fault, wait),
  }
}

test('a store that is up answers at once', async () => {
  const { redis, database, waited } = setUp('up')
  await redis.set('a', '1', { ttlSeconds: 1 })
  expect(await redis.get('a')).toBe('1')
  expect(await database.select('video', {})).toEqual([])
  expect(waited).toEqual([])
})

test('a store that is down rejects, and no command reaches it', async () => {
  const { redis, database, stores } = setUp('down')
  await expect(redis.mget(['a'])).rejects.toBeInstanceOf(StoreDownError)
  await expect(redis.set('a', '1', { ttlSeconds: 1 })).rejects.toThrow('Redis: it is down')
  await expect(redis.del(['a'])).rejects.toBeInstanceOf(StoreDownError)
  await expect(redis.expire('a', 1)).rejects.toBeInstanceOf(StoreDownError)
  await expect(database.delete('video', {})).rejects.toThrow('database: it is down')
  await expect(database.update('video', {}, {})).rejects.toBeInstanceOf(StoreDownError)
  expect(stores.redis.counters()).toEqual({ get: 0, set: 0, del: 0, expire: 0 })
  expect(stores.database.counters()).toMatchObject({ select: 0, update: 0, delete: 0 })
})

test('a slow store takes half a second more for each command', async () => {
  const { redis, database, waited } = setUp('slow')
  await redis.set('a', '1', { ttlSeconds: 1 })
  expect(await redis.get('a')).toBe('1')
  await database.select('video', {})
  expect(waited).toEqual([500, 500, 500])
})
