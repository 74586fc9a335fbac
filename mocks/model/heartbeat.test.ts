import { expect, test } from 'vitest'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'
import { createScheduler } from './createScheduler'

const VIDEO = 'https://api.example/media/videos/42/'

test('a row that a heartbeat check does not find is remembered as missing', async () => {
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened' })
  const request = createMockFetch(backend)
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.advance(10_000)
  await backend.setFaults({ redis: 'down' })
  await request(VIDEO, { method: 'DELETE' })
  await backend.setFaults({})
  await backend.advance(61_000)

  for (let reads = 0; reads < 3; reads++) expect((await request(VIDEO)).status).toBe(404)
  expect((await backend.metrics()).db.select).toBe(1)
})

test('a heartbeat check that finds no row leaves what was written meanwhile', async () => {
  const { timers, run } = createScheduler([0])
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened', timers })
  const request = createMockFetch(backend)
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.advance(10_000)
  await backend.setFaults({ redis: 'down' })
  await request(VIDEO, { method: 'DELETE' })
  await backend.setFaults({ db: 'slow' })
  await backend.advance(61_000)

  const checked = request(VIDEO)
  timers.after(100, () => void backend.startVideo({ id: 42, seconds: 3600 }))
  expect((await run(checked)).status).toBe(404)
  expect((await backend.redis.list()).map(({ key }) => key)).toContain('video:42:status')
})
