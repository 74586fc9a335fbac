import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createMockBackend, type MockBackend } from './createMockBackend'
import { START, createTestBackend, redisOf } from './testBackend'

const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

async function bodyOf(backend: MockBackend, resource: 'video' | 'job', id: string) {
  const reading = await backend.readStatus(resource, id, 'academy')
  return reading.type === 'found' ? reading.body : reading
}

test('creation inserts the row, then writes the status', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, title: '수학 1강', seconds: 600 })
  await backend.startJob({ id: '7f3c', seconds: 600 })
  expect(await redisOf(backend)).toEqual({
    'video:42:status': {
      ttl: 7200,
      status: 'UPLOADED',
      tenant: 'academy',
      version: 1,
      updated_at: at(0),
    },
    'job:7f3c:status': {
      ttl: 7200,
      status: 'PENDING',
      tenant: 'academy',
      version: 1,
      job_type: 'excel_parsing',
      updated_at: at(0),
    },
  })
  expect((await backend.database()).video).toEqual([
    {
      id: 42,
      tenant: 'academy',
      title: '수학 1강',
      status: 'UPLOADED',
      hls_path: null,
      duration: null,
      error_reason: null,
      version: 1,
      created_at: at(0),
      updated_at: at(0),
    },
  ])
  expect(await backend.metrics()).toMatchObject({
    redis: { get: 0, set: 2, del: 0, expire: 0 },
    db: { select: 0, insert: 2, update: 0 },
  })
})

test('progress is written with its own time, and renews the status', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.advance(1_800_000)
  const redis = await redisOf(backend)
  const progress = redis['job:video:42:progress']
  const writtenAt = Date.parse(String(progress?.['updated_at']))
  const age = (START + 1_800_000 - writtenAt) / 1000
  expect(age).toBeLessThanOrEqual(10)
  expect(age).toBeGreaterThan(0)
  expect(progress?.['ttl']).toBe(Math.ceil(3600 - age))
  expect(redis['video:42:status']?.['ttl']).toBe(Math.ceil(7200 - age))
  expect((await backend.database()).video[0]?.status).toBe('PROCESSING')
})

test('the end is the row, the status with everything, and no progress', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.advance(60_000)
  const [row] = (await backend.database()).video
  expect(row).toMatchObject({
    status: 'READY',
    hls_path: 'media/hls/videos/42/master.m3u8',
    duration: expect.any(Number) as number,
    updated_at: at(60),
  })
  expect(await redisOf(backend)).toEqual({
    'video:42:status': {
      ttl: 3600,
      tenant: 'academy',
      status: 'READY',
      hls_path: row?.hls_path,
      duration: row?.duration,
      version: row?.version,
      updated_at: at(60),
    },
  })
  await backend.advance(3_600_000)
  expect(await redisOf(backend)).toEqual({})
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'READY' })
})

test('a 1-hour encode read every 2 s costs no SELECT while in progress', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 3600 })
  let percent = 0
  for (let second = 0; second < 3600; second += 2) {
    const body = await bodyOf(backend, 'video', '42')
    if ('encoding_progress' in body) {
      expect(body.encoding_progress).toBeGreaterThanOrEqual(percent)
      percent = body.encoding_progress ?? percent
    }
    await backend.advance(2000)
  }
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'READY' })
  const { db, redis } = await backend.metrics()
  expect(db).toMatchObject({ select: 0, insert: 1, update: 2, delete: 0 })
  expect(redis.get).toBe(1801)
})

test('a job fails with its own reason, or with a sentence in Korean', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 1, seconds: 5, error_reason: '파일이 없습니다.' })
  await backend.startJob({ id: 'a', seconds: 5, outcome: 'failed' })
  await backend.startJob({ id: 'b', seconds: 5, outcome: 'done', error_message: '일부 실패' })
  await backend.startJob({ id: 'c', seconds: 5, result: { sent: 1, failed: [] } })
  await backend.startJob({ id: 'd', seconds: 5, result: null })
  await backend.advance(5000)
  expect(await bodyOf(backend, 'video', '1')).toMatchObject({
    status: 'FAILED',
    error_reason: '파일이 없습니다.',
  })
  expect(await bodyOf(backend, 'job', 'a')).toMatchObject({
    status: 'FAILED',
    error_message: expect.stringMatching(/[가-힣].*\.$/) as string,
    result: null,
  })
  expect(await bodyOf(backend, 'job', 'b')).toMatchObject({
    status: 'DONE',
    error_message: '일부 실패',
  })
  expect(await bodyOf(backend, 'job', 'c')).toMatchObject({ result: { sent: 1, failed: [] } })
  expect(await bodyOf(backend, 'job', 'd')).toMatchObject({ status: 'DONE', result: null })
})

test('steps of time do not matter: many small ones end where one big one does', async () => {
  const setUp = async () => {
    const { backend } = createTestBackend({ seed: 5 })
    await backend.startVideo({ seconds: 700 })
    await backend.startJob({ seconds: 90, outcome: 'failed' })
    await backend.startJob({ job_type: 'messaging' })
    return backend
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(200_000), { maxLength: 12 }), async (steps) => {
      const [walked, jumped] = [await setUp(), await setUp()]
      for (const step of steps) await walked.advance(step)
      await jumped.advance(steps.reduce((sum, step) => sum + step, 0))
      expect(await walked.snapshot()).toEqual(await jumped.snapshot())
    }),
    { numRuns: 25 },
  )
})

test('a snapshot in the middle of jobs goes on in another backend as if nothing had happened', async () => {
  const { backend } = createTestBackend({ seed: 9 })
  await backend.startVideo({ seconds: 300 })
  await backend.startJob({ job_type: 'attendance_excel_export', seconds: 100 })
  await backend.setFaults({ api: { latencyMs: 5 } })
  await backend.setSpeed(0)
  await backend.advance(60_000)

  const { backend: other } = createTestBackend({ seed: 1 })
  expect(await other.restore(structuredClone(await backend.snapshot()))).toBe(true)
  for (const each of [backend, other]) {
    await each.advance(100_000)
    await each.startJob()
  }
  expect(await other.snapshot()).toEqual(await backend.snapshot())
})

test.each([[undefined], ['text'], [{ version: 99 }], [{ version: 1, redis: 'x' }]])(
  'what is no snapshot of this version is dropped: %j',
  async (foreign) => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42 })
    const before = await backend.snapshot()
    expect(await backend.restore(foreign)).toBe(false)
    expect(await backend.restore({ ...before, version: 0 })).toBe(false)
    expect(await backend.snapshot()).toEqual(before)
  },
)

test('the same seed does the same again, and another one something else', async () => {
  const run = async (seed: number) => {
    const { backend } = createTestBackend({ seed })
    await backend.startVideo()
    await backend.startJob()
    await backend.advance(100_000)
    return backend.database()
  }
  expect(await run(3)).toEqual(await run(3))
  expect(await run(3)).not.toEqual(await run(4))
})

test('ids that are given out leave those free which a test chooses', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 1002 })
  expect(await backend.startVideo()).toEqual({ kind: 'video', id: '1001' })
  expect(await backend.startVideo({ seconds: 5 })).toEqual({ kind: 'video', id: '1003' })
  const job = await backend.startJob({ job_type: 'messaging' })
  expect(job).toEqual({ kind: 'messaging', id: expect.stringMatching(/^[0-9a-f]{8}$/) as string })
})

test('jobs of all tenants are listed as they were started', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: '42', title: '영상', seconds: 60 })
  await backend.startJob({ id: 'a', job_type: 'messaging', tenant: 'other', seconds: 6 })
  await backend.advance(30_000)
  expect(await backend.jobs()).toEqual([
    {
      kind: 'video',
      id: '42',
      title: '영상',
      tenant: 'academy',
      status: 'PROCESSING',
      createdAt: START,
      endsAt: START + 60_000,
    },
    {
      kind: 'messaging',
      id: 'a',
      title: '문자 발송',
      tenant: 'other',
      status: 'DONE',
      createdAt: START,
      endsAt: START + 6000,
    },
  ])
})

test('retry resets row and status before it answers, and then works', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 20, outcome: 'failed' })
  expect(await backend.retryVideo('42', 'academy')).toEqual({ type: 'active' })
  await backend.advance(20_000)
  expect(await backend.retryVideo('42', 'other')).toEqual({ type: 'notFound' })
  expect(await backend.retryVideo('42', 'academy')).toMatchObject({ type: 'queued' })
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'UPLOADED' })
  expect((await backend.database()).video[0]).toMatchObject({
    status: 'UPLOADED',
    error_reason: null,
  })
  await backend.advance(20_000)
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'READY' })
  expect(await backend.retryVideo('42', 'academy')).toEqual({ type: 'done' })
})

test('a video that is deleted is gone, and its worker is quiet', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.advance(30_000)
  expect(await backend.deleteVideo('42', 'other')).toEqual({ type: 'notFound' })
  expect(await backend.deleteVideo('42', 'academy')).toEqual({ type: 'deleted' })
  await backend.advance(60_000)
  expect(await redisOf(backend)).toEqual({})
  expect(await backend.jobs()).toEqual([])
  expect(await backend.readStatus('video', '42', 'academy')).toEqual({ type: 'notFound' })
  expect(await backend.deleteVideo('42', 'academy')).toEqual({ type: 'notFound' })
})

test('concurrent requests apply what workers did once', async () => {
  const wall = { time: START, now: () => wall.time }
  const { backend } = createTestBackend({ clock: wall })
  await backend.startVideo({ id: 42, seconds: 60 })
  wall.time += 60_000
  await Promise.all([1, 2, 3].map(() => backend.readStatus('video', '42', 'academy')))
  expect((await backend.metrics()).db.update).toBe(2)
})

test('reset empties everything, and starts over as the backend was made', async () => {
  const { backend } = createTestBackend({ speed: 3 })
  const first = await backend.startJob()
  await backend.setFaults({ redis: 'down' })
  await backend.setSpeed(0)
  await backend.reset()
  expect(await backend.jobs()).toEqual([])
  expect(await backend.redis.list()).toEqual([])
  expect(await backend.database()).toEqual({ video: [], ai_job: [] })
  expect(await backend.faults()).toEqual({})
  expect((await backend.clock()).speed).toBe(3)
  expect((await backend.metrics()).db.insert).toBe(0)
  expect(await backend.startJob()).toEqual(first)
})

test('counters start over when they are reset', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo()
  await backend.countAnswer(200)
  await backend.resetMetrics()
  expect(await backend.metrics()).toMatchObject({
    http: { requests: 0, byStatus: {}, bySource: {} },
    redis: { get: 0, set: 0, del: 0, expire: 0 },
    db: { select: 0, insert: 0, byTable: { video: { insert: 0 } } },
  })
})

test('an unchanged backend runs under fake timers', async () => {
  vi.useFakeTimers({ now: START })
  const backend = createMockBackend()
  await backend.startVideo({ id: 42, seconds: 10 })
  vi.setSystemTime(START + 10_000)
  expect(await bodyOf(backend, 'video', '42')).toMatchObject({ status: 'READY' })
  vi.useRealTimers()
})

test('a blank error text is no failure', async () => {
  const { backend } = createTestBackend()
  await backend.startJob({ id: 'a', seconds: 5, error_message: ' ' })
  await backend.advance(5000)
  expect(await bodyOf(backend, 'job', 'a')).toMatchObject({ status: 'DONE', error_message: ' ' })
})
