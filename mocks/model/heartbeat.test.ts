import { expect, test } from 'vitest'
import { createMockFetch } from '../http/createMockFetch'
import type { MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { createScheduler } from './createScheduler'
import type { Operation } from './operations'
import { runHistory } from './runHistory'
import { runningEntry, writeToRedis } from './writeToRedis'

const VIDEO = 'https://api.example/media/videos/42/'
const KEY = 'video:42:status'

/** Redis has a video in progress, whatever the database has, and its worker is silent. */
async function plantSilent(backend: MockBackend, tenant = 'academy'): Promise<void> {
  const { now } = await backend.clock()
  await writeToRedis(backend, KEY, runningEntry('video', tenant, now - 61_000), 7200)
}

test('a row that a heartbeat check does not find is remembered as missing', async () => {
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened' })
  const request = createMockFetch(backend)
  await plantSilent(backend)
  for (let reads = 0; reads < 3; reads++) expect((await request(VIDEO)).status).toBe(404)
  expect((await backend.metrics()).db.select).toBe(1)
})

test('a heartbeat check that finds no row leaves what was written meanwhile', async () => {
  const { timers, run } = createScheduler([0])
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened', timers })
  const request = createMockFetch(backend)
  await plantSilent(backend)
  await backend.setFaults({ db: 'slow' })

  const checked = request(VIDEO)
  timers.after(100, () => void backend.startVideo({ id: 42, seconds: 3600 }))
  expect((await run(checked)).status).toBe(404)
  expect((await backend.redis.list()).map(({ key }) => key)).toContain(KEY)
})

test('a job is checked once a minute, whichever tenant its entry names', async () => {
  const { backend } = createTestBackend({ strategy: 'redis-first-hardened' })
  const request = createMockFetch(backend)
  const readAs = async (tenant: string) => {
    const answer = await request(VIDEO, { headers: { 'X-Tenant-Code': tenant } })
    return [answer.status, (await backend.metrics()).db.select]
  }
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.setJobFaults('video', '42', { crash: true })

  await plantSilent(backend)
  expect(await readAs('academy')).toEqual([200, 1])
  await plantSilent(backend, 'other')
  expect(await readAs('other')).toEqual([200, 1])
  await backend.advance(59_999)
  expect(await readAs('other')).toEqual([200, 1])
  await backend.advance(1)
  expect(await readAs('other')).toEqual([404, 2])
  expect(await backend.redis.list()).toEqual([])
})

test('a row that a miss has read counts as checked, whichever tenant an entry then names', async () => {
  const job = { resource: 'job' as const, id: 'a' }
  const own = { ...job, tenant: 'academy' }
  const foreign = { ...job, tenant: 'other' }
  const read: Operation = { do: 'read', readers: [own, own, foreign] }
  const end = { seconds: 8000, succeeds: true, errorText: null }
  await runHistory('redis-first-hardened', [
    { do: 'start', ...own, jobType: 'staff_excel_export', ...end },
    { do: 'flush' },
    read,
    { do: 'plant', ...foreign, silentMs: 300_000 },
    read,
  ])
})

test('the log may keep any 200 of 210 reads at once, one of which is a check', () => {
  const job = { resource: 'job' as const, id: 'a' }
  const own = { ...job, tenant: 'academy' }
  const end = { seconds: 60, succeeds: true, errorText: null }
  return runHistory('redis-first-hardened', [
    { do: 'start', ...own, jobType: 'staff_excel_export', ...end },
    { do: 'jobFaults', ...job, faults: { loseRedisWrite: true } },
    { do: 'advance', ms: 60_000 },
    { do: 'silence', ...job, ms: 61_000 },
    { do: 'read', readers: Array.from({ length: 210 }, () => own) },
  ])
})
