import { expect, test } from 'vitest'
import { createMockFetch } from '../http/createMockFetch'
import type { MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { createScheduler } from './createScheduler'
import { runningEntry, writeToRedis } from './writeToRedis'

const VIDEO = 'https://api.example/media/videos/42/'
const KEY = 'video:42:status'

/** Redis has a video in progress that the database does not have, and its worker is silent. */
async function plantGhost(backend: MockBackend): Promise<void> {
  const { now } = await backend.clock()
  await writeToRedis(backend, KEY, runningEntry('video', 'academy', now - 61_000), 7200)
}

test('a row that a heartbeat check does not find is remembered as missing', async () => {
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened' })
  const request = createMockFetch(backend)
  await plantGhost(backend)
  for (let reads = 0; reads < 3; reads++) expect((await request(VIDEO)).status).toBe(404)
  expect((await backend.metrics()).db.select).toBe(1)
})

test('a heartbeat check that finds no row leaves what was written meanwhile', async () => {
  const { timers, run } = createScheduler([0])
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened', timers })
  const request = createMockFetch(backend)
  await plantGhost(backend)
  await backend.setFaults({ db: 'slow' })

  const checked = request(VIDEO)
  timers.after(100, () => void backend.startVideo({ id: 42, seconds: 3600 }))
  expect((await run(checked)).status).toBe(404)
  expect((await backend.redis.list()).map(({ key }) => key)).toContain(KEY)
})
