import { describe, expect, test } from 'vitest'
import { statusKey } from '../redis/entries'
import type { StoreFault } from '../storeFault'
import { createRedisFirstHardened } from './redisFirstHardened'
import { EARLY, LATE, PROCESSING, PROGRESS, READY, setUpStrategy } from './testStrategy'

const setUp = (faults: { redis?: StoreFault; db?: StoreFault } = {}) =>
  setUpStrategy(createRedisFirstHardened, faults)
type SetUp = Awaited<ReturnType<typeof setUp>>

const stored = ({ redis }: SetUp) => {
  const entry = redis.list().find(({ key }) => key === statusKey('video', '42'))
  return entry && { ...(JSON.parse(entry.value) as object), ttl: entry.ttlSeconds }
}
const tick = () => new Promise((resolve) => setTimeout(resolve))

describe('write-back', () => {
  test('a row in progress answers for 5 s', async () => {
    const world = await setUp()
    const { read, pass, selects } = world
    expect(await read()).toMatchObject({ source: 'db', body: { status: 'PROCESSING' } })
    expect(stored(world)).toEqual({ ...PROCESSING, ttl: 5 })
    pass(4_999)
    expect(await read()).toMatchObject({ source: 'redis', body: { status: 'PROCESSING' } })
    expect(selects()).toBe(1)
    pass(1)
    expect(await read()).toMatchObject({ source: 'db' })
  })

  test('a row that has ended answers for an hour, with all that an answer needs', async () => {
    const world = await setUp()
    await world.putRow(READY)
    await world.read()
    expect(stored(world)).toEqual({ ...PROCESSING, ...READY, ttl: 3600 })
    expect(await world.read()).toMatchObject({ source: 'redis', body: READY })
    expect(world.selects()).toBe(1)
  })

  test('a job keeps its type, result and error text', async () => {
    const { putJobRow, read } = await setUp()
    const columns = { job_type: 'messaging', result: { sent: 3, failed: [] }, error_message: 'x' }
    const times = { created_at: EARLY, updated_at: EARLY }
    const head = { job_id: '7f3c', tenant: 'academy', title: '', status: 'DONE' } as const
    await putJobRow({ ...head, ...columns, version: 5, ...times })
    const first = await read('academy', 'job', '7f3c')
    expect(first).toMatchObject({ source: 'db', body: columns })
    expect(await read('academy', 'job', '7f3c')).toEqual({ ...first, source: 'redis' })
  })

  test("a worker's write in the meantime stands", async () => {
    const world = await setUp()
    const release = world.holdDatabase()
    const reading = world.read()
    await tick()
    await world.putRow(READY)
    await world.putStatus({ ...READY, tenant: 'academy', updated_at: LATE })
    release()
    expect(await reading).toMatchObject({ source: 'db', body: { status: 'PROCESSING' } })
    expect(stored(world)).toMatchObject({ status: 'READY', ttl: 7200 })
  })

  test('a value that is no entry is not overwritten', async () => {
    const { putStatus, read, redis } = await setUp()
    await putStatus('{broken')
    await read()
    expect(redis.list()).toMatchObject([{ value: '{broken' }])
  })

  test('a Redis that is down or late is not written to', async () => {
    for (const fault of ['down', 'slow'] as const) {
      const { read, redis } = await setUp({ redis: fault })
      expect(await read()).toMatchObject({ source: 'db' })
      expect(redis.counters().set).toBe(0)
    }
  })

  test('what was selected before the API changed the job is not written back', async () => {
    const { putRow, read, change, holdDatabase, redis } = await setUp()
    await putRow(READY)
    const release = holdDatabase()
    const reading = read()
    await tick()
    change()
    release()
    await reading
    expect(redis.list()).toEqual([])
  })
})

describe('one SELECT', () => {
  test('serves all who miss one job at once', async () => {
    const { read, holdDatabase, selects } = await setUp()
    const release = holdDatabase()
    const readings = [read(), read(), read(), read('other')]
    await tick()
    release()
    const [first, second, third, other] = await Promise.all(readings)
    expect(first).toMatchObject({ type: 'found', source: 'db' })
    expect([second, third]).toEqual([first, first])
    expect(other).toEqual({ type: 'notFound' })
    expect(selects()).toBe(2)
  })

  test('that fails fails them all, and the next one is another', async () => {
    const { read, faults } = await setUp({ db: 'down' })
    for (const reading of [read(), read()]) {
      await expect(reading).rejects.toMatchObject({ name: 'StoreDownError' })
    }
    faults.db = 'up'
    expect(await read()).toMatchObject({ type: 'found' })
  })

  test('is not shared with those who ask after the API changed the job', async () => {
    const { putRow, read, change, holdDatabase, selects } = await setUp()
    await putRow({ status: 'FAILED' })
    const release = holdDatabase()
    const early = read()
    await tick()
    await putRow({ status: 'UPLOADED' })
    change()
    const late = read()
    await tick()
    release()
    expect(await early).toMatchObject({ body: { status: 'FAILED' } })
    expect(await late).toMatchObject({ body: { status: 'UPLOADED' } })
    expect(selects()).toBe(2)
  })
})

describe('a missing row', () => {
  test('costs one SELECT in 5 s, for each tenant', async () => {
    const { read, pass, selects } = await setUp()
    const ghost = (tenant = 'academy') => read(tenant, 'video', '7')
    for (let second = 0; second < 10; second++) {
      expect(await ghost()).toEqual({ type: 'notFound' })
      pass(1000)
    }
    expect(selects()).toBe(2)
    await ghost('other')
    expect(selects()).toBe(3)
  })

  test('is forgotten when the job is created', async () => {
    const { read, putJobRow, change } = await setUp()
    const job = () => read('academy', 'job', 'new')
    expect(await job()).toEqual({ type: 'notFound' })
    await putJobRow({
      job_id: 'new',
      tenant: 'academy',
      title: '',
      job_type: 'messaging',
      status: 'PENDING',
      result: null,
      error_message: null,
      version: 1,
      created_at: LATE,
      updated_at: LATE,
    })
    change()
    expect(await job()).toMatchObject({ source: 'db', body: { status: 'PENDING' } })
  })
})

describe('a running job that is silent', () => {
  /** Redis says that it runs, and said so last a minute ago. */
  async function silent(faults: { redis?: StoreFault; db?: StoreFault } = {}) {
    const world = await setUp(faults)
    await world.putStatus(PROCESSING)
    await world.putProgress({ ...PROGRESS, updated_at: LATE })
    world.pass(60_001)
    return world
  }

  test('for over a minute is checked, and an end wins and repairs the entry', async () => {
    const world = await silent()
    await world.putRow({ ...READY, updated_at: LATE })
    expect(await world.read()).toMatchObject({ source: 'db', body: READY })
    expect(stored(world)).toEqual({ ...PROCESSING, ...READY, updated_at: LATE, ttl: 3600 })
    expect(world.redis.list()).toHaveLength(1)
    expect(await world.read()).toMatchObject({ source: 'redis', body: READY })
    expect(world.selects()).toBe(1)
  })

  test('for a minute and no longer is not checked', async () => {
    const world = await setUp()
    await world.putStatus(PROCESSING)
    await world.putProgress({ ...PROGRESS, updated_at: LATE })
    world.pass(60_000)
    expect(await world.read()).toMatchObject({ source: 'redis' })
    expect(world.selects()).toBe(0)
  })

  test('is checked once a minute, and its entries stand while its row is in progress', async () => {
    const world = await silent()
    for (let second = 0; second < 121; second++) {
      expect(await world.read()).toMatchObject({ source: 'redis', body: { encoding_progress: 60 } })
      world.pass(1000)
    }
    expect(world.selects()).toBe(3)
  })

  test.each([
    ['a queued job', { ...PROCESSING, status: 'UPLOADED', updated_at: EARLY }],
    ['a job that has ended', { ...PROCESSING, ...READY, updated_at: EARLY }],
  ])('does not mean %s', async (_, entry) => {
    const { putStatus, read, pass, selects } = await setUp()
    await putStatus(entry)
    pass(600_000)
    expect(await read()).toMatchObject({ source: 'redis' })
    expect(selects()).toBe(0)
  })

  test('is not checked on behalf of another tenant', async () => {
    const world = await silent()
    expect(await world.read('other')).toEqual({ type: 'notFound' })
    expect(world.selects()).toBe(0)
  })

  test('whose row is gone is gone', async () => {
    const world = await silent()
    await world.database.delete('video', { id: 42 })
    expect(await world.read()).toEqual({ type: 'notFound' })
    expect(world.redis.list()).toEqual([])
  })

  test('is answered from Redis while the database is down', async () => {
    const world = await silent({ db: 'down' })
    expect(await world.read()).toMatchObject({ source: 'redis' })
  })

  test('keeps an entry that was written while its row was read', async () => {
    const world = await silent()
    await world.putRow({ status: 'FAILED' })
    const release = world.holdDatabase()
    const reading = world.read()
    await tick()
    await world.putStatus({ ...PROCESSING, status: 'UPLOADED' })
    release()
    expect(await reading).toMatchObject({ source: 'db', body: { status: 'FAILED' } })
    expect(stored(world)).toMatchObject({ status: 'UPLOADED' })
  })

  test('without a time that can be read counts as silent', async () => {
    const world = await setUp()
    await world.putRow(READY)
    await world.putStatus({ ...PROCESSING, updated_at: 'yesterday' })
    expect(await world.read()).toMatchObject({ source: 'db', body: READY })
  })
})
