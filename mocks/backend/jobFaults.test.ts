import { expect, test } from 'vitest'
import type { MockBackend } from '../createMockBackend'
import type { JobFaults } from '../workers/job'
import { START, createTestBackend, redisOf } from '../testBackend'

const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

async function withVideo(seconds: number, faults: JobFaults, after = 0) {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds })
  await backend.advance(after * 1000)
  expect(await backend.setJobFaults('video', '42', faults)).toEqual(faults)
  return backend
}
const rowOf = async (backend: MockBackend) => (await backend.database()).video[0]
const entryOf = async (backend: MockBackend) => (await redisOf(backend))['video:42:status']
const progressOf = async (backend: MockBackend) => (await redisOf(backend))['job:video:42:progress']

test('a stalled worker gives signs of life and gets no further, until it goes on from there', async () => {
  const backend = await withVideo(600, { stall: true }, 300)
  const before = await progressOf(backend)
  await backend.advance(3_600_000)
  const during = await progressOf(backend)
  expect(during).toMatchObject({
    percent: before?.['percent'],
    step_percent: before?.['step_percent'],
    remaining_seconds: before?.['remaining_seconds'],
  })
  expect(Date.parse(String(during?.['updated_at']))).toBeGreaterThan(START + 3_890_000 - 1)
  expect(await rowOf(backend)).toMatchObject({ status: 'PROCESSING' })

  await backend.setJobFaults('video', '42', {})
  const left = START + 600_000 - Date.parse(String(before?.['updated_at']))
  await backend.advance(left - 1)
  expect(await rowOf(backend)).toMatchObject({ status: 'PROCESSING' })
  await backend.advance(1)
  expect(await rowOf(backend)).toMatchObject({
    status: 'READY',
    updated_at: at(3900 + left / 1000),
  })
})

test('a crashed worker writes nothing more, and its keys expire', async () => {
  const backend = await withVideo(600, { crash: true }, 300)
  const [row, entries, writes] = [await rowOf(backend), await redisOf(backend), await sets(backend)]
  await backend.advance(7_000_000)
  expect(await rowOf(backend)).toEqual(row)
  expect(await sets(backend)).toBe(writes)
  expect(Object.keys(entries)).toEqual(['job:video:42:progress', 'video:42:status'])
  expect(Object.keys(await redisOf(backend))).toEqual(['video:42:status'])
  await backend.advance(200_000)
  expect(await redisOf(backend)).toEqual({})

  await backend.setJobFaults('video', '42', { crash: false })
  await backend.advance(310_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY' })
})
const sets = async (backend: MockBackend) => (await backend.metrics()).redis.set

test('a crash that becomes a stall gives signs of life from then on, not for the past', async () => {
  const backend = await withVideo(3600, { crash: true }, 300)
  const writes = await sets(backend)
  await backend.advance(1_000_000)
  await backend.setJobFaults('video', '42', { stall: true })
  await backend.advance(9_000)
  expect((await sets(backend)) - writes).toBeLessThanOrEqual(2)
})

test.each(['stall', 'crash'])(
  'a job that has yet to start does not start under a %s',
  async (fault) => {
    const backend = await withVideo(600, { [fault]: true })
    await backend.advance(900_000)
    expect(await rowOf(backend)).toMatchObject({ status: 'UPLOADED' })
    await backend.setJobFaults('video', '42', {})
    await backend.advance(600_000)
    expect(await rowOf(backend)).toMatchObject({ status: 'READY', updated_at: at(1500) })
  },
)

test('a late result comes a second after the end, in row and Redis', async () => {
  const { backend } = createTestBackend()
  const video = await backend.startVideo({ id: 42, seconds: 60 })
  const job = await backend.startJob({ id: 'a', seconds: 60 })
  for (const { kind, id } of [video, job])
    await backend.setJobFaults(kind, id, { lateResult: true })
  await backend.advance(60_999)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY', hls_path: null })
  expect(await entryOf(backend)).toEqual({
    ttl: 3600,
    status: 'READY',
    tenant: 'academy',
    duration: expect.any(Number) as number,
    version: expect.any(Number) as number,
    updated_at: at(60),
  })
  expect(await bodyOf(backend)).toMatchObject({ status: 'DONE', result: null })
  await backend.advance(1)
  const path = 'media/hls/videos/42/master.m3u8'
  expect(await rowOf(backend)).toMatchObject({ status: 'READY', hls_path: path })
  expect(await entryOf(backend)).toMatchObject({ ttl: 3600, hls_path: path })
  expect(await bodyOf(backend)).toMatchObject({ result: { total: expect.any(Number) as number } })
  await backend.advance(10_000)
  expect((await backend.metrics()).db.update).toBe(6)
})
async function bodyOf(backend: MockBackend) {
  const reading = await backend.readStatus('job', 'a', 'academy')
  return reading.type === 'found' ? reading.body : reading
}

test('a failure has no result to be late', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
  await backend.setJobFaults('video', '42', { lateResult: true })
  await backend.advance(120_000)
  expect((await backend.metrics()).db.update).toBe(2)
  expect(await rowOf(backend)).toMatchObject({ status: 'FAILED' })
})

test('a Redis write that is lost at the end leaves the entry in progress beside a row that ended', async () => {
  const backend = await withVideo(600, { loseRedisWrite: true })
  await backend.advance(600_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY' })
  expect(await entryOf(backend)).toMatchObject({ status: 'PROCESSING' })
  expect(await progressOf(backend)).toMatchObject({ step: 'uploading' })
  expect(await backend.readStatus('video', '42', 'academy')).toMatchObject({
    source: 'redis',
    body: { status: 'PROCESSING' },
  })
  await backend.setStrategy({ read: 'redis-first-hardened' })
  await backend.advance(61_000)
  const repaired = await backend.readStatus('video', '42', 'academy')
  expect(repaired).toMatchObject({ source: 'db', body: { status: 'READY' } })
  expect(await entryOf(backend)).toMatchObject({ status: 'READY', ttl: 3600 })
})

test('a worker that reports its end twice changes nothing', async () => {
  const backend = await withVideo(60, { duplicate: true })
  await backend.advance(60_000)
  const before = [await rowOf(backend), (await backend.metrics()).redis]
  await backend.advance(1000)
  expect([await rowOf(backend), (await backend.metrics()).redis]).toEqual(before)
  expect((await backend.metrics()).db.update).toBe(3)
})

test('all faults of an end together come to the same end', async () => {
  const backend = await withVideo(60, { duplicate: true, lateResult: true })
  await backend.advance(60_600)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY', hls_path: null })
  await backend.advance(1_000)
  expect(await rowOf(backend)).toMatchObject({ hls_path: 'media/hls/videos/42/master.m3u8' })
})

test('the end of an earlier attempt does not end a retried job', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
  await backend.setJobFaults('video', '42', { duplicate: true })
  await backend.advance(60_000)
  await backend.retryVideo('42', 'academy')
  await backend.advance(10_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'PROCESSING', error_reason: null })
})

test('a retried job keeps its faults', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
  await backend.advance(60_000)
  await backend.setJobFaults('video', '42', { stall: true })
  await backend.retryVideo('42', 'academy')
  await backend.advance(600_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'UPLOADED' })
})

test('a stalled worker is killed after a day: ten years pass in a moment', async () => {
  const backend = await withVideo(600, { stall: true }, 300)
  await backend.advance(10 * 365 * 86_400_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'PROCESSING' })
  expect(await redisOf(backend)).toEqual({})
})

test('only a job that there is has faults, under its own kind', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42 })
  await backend.startJob({ id: 'a', job_type: 'messaging' })
  for (const [kind, id] of [
    ['video', '7'],
    ['excel', 'a'],
    ['messaging', '42'],
    ['movie', '42'],
  ] as const) {
    expect(await backend.setJobFaults(kind, id, { stall: true })).toBeUndefined()
  }
  expect(await backend.setJobFaults('messaging', 'a', { stall: true })).toEqual({ stall: true })
})

test.each([
  [{ stall: 'yes' }, 'stall must be true or false'],
  [{ explode: true }, 'explode is not a field here; it must be one of stall, crash, lateResult'],
  [[], 'the input must be a JSON object'],
])('%j is refused, and changes nothing', async (input, message) => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42 })
  const before = await backend.snapshot()
  await expect(backend.setJobFaults('video', '42', input as never)).rejects.toThrow(message)
  expect(await backend.snapshot()).toEqual(before)
})

test('a retry takes as long as was planned, whatever held up the first attempt', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
  await backend.advance(30_000)
  await backend.setJobFaults('video', '42', { crash: true })
  await backend.advance(86_400_000)
  await backend.setJobFaults('video', '42', {})
  await backend.advance(60_000)
  await backend.retryVideo('42', 'academy')
  await backend.advance(60_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY' })
})

test('a stall after a long crash gives signs of life', async () => {
  const backend = await withVideo(600, { crash: true }, 300)
  await backend.advance(2 * 86_400_000)
  await backend.setJobFaults('video', '42', { stall: true })
  await backend.resetMetrics()
  await backend.advance(120_000)
  expect(await sets(backend)).toBe(12)
  await backend.setJobFaults('video', '42', {})
  await backend.advance(310_000)
  expect(await rowOf(backend)).toMatchObject({ status: 'READY' })
})

test('a late result takes the progress with it that an end could not', async () => {
  const backend = await withVideo(60, { lateResult: true, loseRedisWrite: true })
  await backend.advance(60_000)
  await backend.setJobFaults('video', '42', {})
  await backend.advance(1000)
  expect(Object.keys(await redisOf(backend))).toEqual(['video:42:status'])
})

test('a worker that crashes after the end delivers nothing', async () => {
  const backend = await withVideo(60, { lateResult: true })
  await backend.advance(60_500)
  await backend.setJobFaults('video', '42', { crash: true })
  await backend.advance(10_000)
  expect(await rowOf(backend)).toMatchObject({ hls_path: null })
  await backend.setJobFaults('video', '42', {})
  await backend.advance(1)
  expect(await rowOf(backend)).toMatchObject({ hls_path: 'media/hls/videos/42/master.m3u8' })
})
