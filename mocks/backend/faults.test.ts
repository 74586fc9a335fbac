import { expect, test } from 'vitest'
import { STRATEGIES } from './inputs'
import { oneAtATime, type SharedState } from './turns'
import type { MockBackend } from '../createMockBackend'
import { START, createTestBackend, redisOf } from '../testBackend'

const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

async function bodyOf(backend: MockBackend, resource: 'video' | 'job', id: string) {
  const reading = await backend.readStatus(resource, id, 'academy')
  return reading.type === 'found' ? reading.body : reading
}

test('a Redis that is down takes no writes, and fails no job', async () => {
  const { backend } = createTestBackend()
  await backend.setFaults({ redis: 'down' })
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.advance(60_000)
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'READY' })
  expect(await redisOf(backend)).toEqual({})
})

test('a write that Redis lost at the end leaves its status in progress', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.advance(50_000)
  await backend.setFaults({ redis: 'down' })
  await backend.advance(10_000)
  await backend.setFaults({})
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'PROCESSING' })
  expect((await backend.database()).video[0]?.status).toBe('READY')
})

test('what workers have to tell a database that is down waits until it is back', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 1, seconds: 60 })
  await backend.advance(30_000)
  await backend.setFaults({ db: 'down' })
  await backend.startVideo({ id: 2, seconds: 60 })
  await backend.advance(100_000)
  const statuses = async () => (await backend.database()).video.map(({ status }) => status)
  expect(await statuses()).toEqual(['PROCESSING', 'UPLOADED'])

  await backend.setFaults({})
  await backend.advance(1000)
  expect(await statuses()).toEqual(['READY', 'PROCESSING'])
  expect((await backend.database()).video[0]?.updated_at).toBe(at(130))
  await backend.advance(60_000)
  expect(await statuses()).toEqual(['READY', 'READY'])
})

test('one job is not held up while another waits for a slow store', async () => {
  let release: () => void = () => undefined
  const timers = {
    after: (_: number, callback: () => void) => {
      release = callback
      return () => undefined
    },
  }
  const { backend } = createTestBackend({ timers })
  await backend.startVideo({ id: 42 })
  await backend.redis.flush()
  await backend.setFaults({ db: 'slow' })
  const slow = backend.readStatus('video', '42', 'academy')
  expect(await backend.clock()).toEqual({ now: START, speed: 1 })
  expect((await backend.metrics()).db.select).toBe(1)
  release()
  expect(await slow).toMatchObject({ type: 'found', source: 'db' })
})

test('a slow Redis is given up on, and a slow database waited for', async () => {
  const { backend, waits } = createTestBackend()
  await backend.startVideo({ id: 42 })
  await backend.setFaults({ redis: 'slow', db: 'slow' })
  expect(await backend.readStatus('video', '42', 'academy')).toMatchObject({ source: 'db' })
  expect(waits).toEqual([100, 500])
})

test('a change takes as long as the stores it touches', async () => {
  const { backend, waits } = createTestBackend()
  await backend.setFaults({ redis: 'slow', db: 'slow' })
  await backend.uploadVideo({ tenant: 'academy', title: '영상' })
  expect(waits).toEqual([1000])
})

test.each(STRATEGIES)(
  'by %s nobody reads what a Redis that was down did not hear of',
  async (read) => {
    const { backend } = createTestBackend({ strategy: read })
    const status = async (id: string) => {
      const reading = await backend.readStatus('video', id, 'academy')
      return reading.type === 'found' ? reading.body.status : reading.type
    }
    await backend.startVideo({ id: 1, seconds: 600, outcome: 'failed' })
    await backend.startVideo({ id: 2, seconds: 60 })
    await backend.advance(600_000)
    await backend.setFaults({ redis: 'down' })
    expect(await backend.retryVideo('1', 'academy')).toMatchObject({ type: 'queued' })
    expect(await backend.deleteVideo('2', 'academy')).toEqual({ type: 'deleted' })
    await backend.setFaults({ redis: 'down', db: 'slow' })
    expect([await status('1'), await status('2')]).toEqual(['UPLOADED', 'notFound'])
    await backend.setFaults({})
    expect([await status('1'), await status('2')]).toEqual(['UPLOADED', 'notFound'])
    await backend.advance(300_000)
    expect(await status('1')).toBe('PROCESSING')
  },
)

test('a status that Redis did not take at the start is written with the next progress', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 600 })
  await backend.setFaults({ redis: 'down' })
  await backend.advance(15_000)
  await backend.setFaults({})
  expect((await redisOf(backend))['video:42:status']).toMatchObject({ status: 'UPLOADED' })
  await backend.advance(10_000)
  expect((await redisOf(backend))['video:42:status']).toMatchObject({ status: 'PROCESSING' })
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'PROCESSING' })
})

test('what waited for the database is not back-dated by another tab', async () => {
  let shared: SharedState | undefined
  const { backend: first } = createTestBackend({
    turns: (state) => {
      shared = state
      return oneAtATime()
    },
  })
  const { backend: second } = createTestBackend()
  await first.startVideo({ id: 42, seconds: 60 })
  await first.advance(30_000)
  await first.setFaults({ db: 'down' })
  await first.advance(70_000)
  await first.setFaults({})
  // Saved as a turn leaves it, before anybody has looked again.
  await second.restore(shared?.save())
  expect((await second.database()).video).toMatchObject([{ status: 'READY', updated_at: at(100) }])
  expect((await redisOf(second))['video:42:status']).toMatchObject({ ttl: 3600 })
})
