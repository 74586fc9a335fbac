import { expect, test } from 'vitest'
import type { MockBackend } from '../createMockBackend'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'
import { STRATEGIES } from './inputs'

/** What a status answer tells of the job's version; NaN where it tells nothing. */
async function versionOf(backend: MockBackend, path = '/media/videos/42/'): Promise<number> {
  const response = await createMockFetch(backend)(`https://api.example${path}`)
  const text = await response.text()
  expect(text, 'it is told beside the body').not.toContain('version')
  return Number(response.headers.get('X-Status-Version') ?? NaN)
}

const rowVersion = async (backend: MockBackend) => (await backend.database()).video[0]?.version

test.each(STRATEGIES)('under %s each change of a job has a higher version', async (strategy) => {
  const { backend } = createTestBackend({ strategy })
  await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
  await backend.startJob({ id: 'a', seconds: 60 })
  const paths = ['/media/videos/42/', '/api/v1/jobs/a/']
  const seen: number[][] = paths.map(() => [])
  const look = async () => {
    for (const [index, path] of paths.entries()) seen[index]?.push(await versionOf(backend, path))
  }
  await look()
  // Past what a cache holds of a job in progress.
  for (let i = 0; i < 8; i++) {
    await backend.advance(10_000)
    await look()
  }
  for (const versions of seen) {
    expect(versions[0]).toBe(1)
    const rises = versions.slice(0, 7)
    expect(rises).toEqual([...new Set(rises)].sort((a, b) => a - b))
    expect(new Set(versions.slice(6)).size, 'once it has ended nothing changes').toBe(1)
  }
})

test('an answer is as new as the newest of what it is put together from', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 600 })
  await backend.advance(300_000)
  const progressing = await versionOf(backend)
  expect(progressing).toBeGreaterThan(Number(await rowVersion(backend)))
  await backend.redis.delete('video:42:status')
  expect(await versionOf(backend), 'row and progress').toBe(progressing)
  await backend.redis.flush()
  expect(await versionOf(backend), 'the row alone').toBe(await rowVersion(backend))
})

test('versions go on where they were after a flush, an outage of Redis and a retry', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 100, outcome: 'failed' })
  await backend.advance(20_000)
  const before = await versionOf(backend)
  await backend.redis.flush()
  await backend.advance(10_000)
  const flushed = await versionOf(backend)
  expect(flushed).toBeGreaterThan(before)
  await backend.setFaults({ redis: 'down' })
  await backend.advance(70_000)
  const failed = await versionOf(backend)
  expect(failed).toBeGreaterThan(flushed + 2)
  expect(failed).toBe(await rowVersion(backend))
  await backend.setFaults({})
  expect(await backend.retryVideo('42', 'academy')).toMatchObject({ type: 'queued' })
  expect(await versionOf(backend)).toBe(failed + 1)
})

test('a worker that reports its end twice makes no other version, a late result does', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.setJobFaults('video', '42', { duplicate: true, lateResult: true })
  await backend.advance(60_000)
  const ended = await versionOf(backend)
  await backend.advance(500)
  expect(await versionOf(backend)).toBe(ended)
  await backend.advance(500)
  expect(await versionOf(backend)).toBeGreaterThan(ended)
})

test('versions survive a snapshot', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 600 })
  await backend.advance(60_000)
  const before = await versionOf(backend)
  const { backend: again } = createTestBackend()
  expect(await again.restore(await backend.snapshot())).toBe(true)
  expect(await versionOf(again)).toBe(before)
  await again.advance(10_000)
  expect(await versionOf(again)).toBeGreaterThan(before)
})

test('what tells no version is answered without one', async () => {
  const { backend } = createTestBackend()
  const snapshot = await backend.snapshot()
  const { now } = await backend.clock()
  const value = '{"status":"PROCESSING","tenant":"academy","updated_at":""}'
  const entries = [['video:42:status', { value, expiresAt: now + 1000 }]] as [
    string,
    { value: string; expiresAt: number },
  ][]
  await backend.restore({ ...snapshot, redis: { ...snapshot.redis, entries } })
  expect(await versionOf(backend)).toBeNaN()
})
