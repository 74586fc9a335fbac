import { expect, test } from 'vitest'
import type { StoreFault } from '../storeFault'
import { createRedisFirst } from './redisFirst'
import { EARLY, LATE, PROCESSING, PROGRESS, setUpStrategy } from './testStrategy'

const setUp = (faults: { redis?: StoreFault; db?: StoreFault } = {}) =>
  setUpStrategy(createRedisFirst, faults)

test('a job in progress is answered from status and progress, in one MGET and no SELECT', async () => {
  const { putStatus, putProgress, read, cost } = await setUp()
  await putStatus(PROCESSING)
  await putProgress({ ...PROGRESS, version: 3 })
  expect(await read()).toEqual({
    type: 'found',
    source: 'redis',
    body: {
      id: 42,
      status: 'PROCESSING',
      encoding_progress: 60,
      encoding_remaining_seconds: 90,
      encoding_step_index: 4,
      encoding_step_total: 7,
      encoding_step_name: '인코딩',
      encoding_step_percent: 28,
      updated_at: LATE,
    },
    version: 3,
  })
  expect(cost()).toEqual({ get: 1, select: 0 })
})

test('a job that waits has no progress, and costs no SELECT', async () => {
  const { putStatus, read, cost } = await setUp()
  await putStatus({ ...PROCESSING, status: 'UPLOADED' })
  expect(await read()).toEqual({
    type: 'found',
    source: 'redis',
    body: { id: 42, status: 'UPLOADED', updated_at: EARLY },
    version: 2,
  })
  expect(cost()).toEqual({ get: 1, select: 0 })
})

test('a terminal job is answered from the status alone, whatever its progress says', async () => {
  const { putStatus, putProgress, read, cost } = await setUp()
  await putStatus({ ...PROCESSING, status: 'READY', hls_path: 'a.m3u8', duration: 60 })
  await putProgress('{"half":')
  expect(await read()).toEqual({
    type: 'found',
    source: 'redis',
    body: { id: 42, status: 'READY', hls_path: 'a.m3u8', duration: 60, updated_at: EARLY },
    version: 2,
  })
  expect(cost()).toEqual({ get: 1, select: 0 })
})

test('a miss is one SELECT; the title comes with it, and the progress that Redis has', async () => {
  const { putProgress, read, cost } = await setUp()
  await putProgress(PROGRESS)
  expect(await read()).toMatchObject({
    source: 'db',
    body: { title: '수학 1강', status: 'PROCESSING', encoding_progress: 60, updated_at: LATE },
  })
  expect(cost()).toEqual({ get: 1, select: 1 })
})

test.each([
  ['is no JSON', '{"status":'],
  ['is no object', '"READY"'],
  ['is null', 'null'],
  ['names no tenant', { status: 'READY' }],
])('a status value that %s is as good as none', async (_, value) => {
  const { putStatus, read, cost } = await setUp()
  await putStatus(value)
  expect(await read()).toMatchObject({ source: 'db', body: { status: 'PROCESSING' } })
  expect(cost()).toEqual({ get: 1, select: 1 })
})

test('a progress value that is no JSON is one SELECT, and progress is unknown', async () => {
  const { putStatus, putProgress, read, cost } = await setUp()
  await putStatus(PROCESSING)
  await putProgress('oops')
  expect(await read()).toMatchObject({ source: 'db', body: { encoding_progress: null } })
  expect(cost()).toEqual({ get: 1, select: 1 })
})

test('a Redis that is down is one SELECT', async () => {
  const { putStatus, read, cost } = await setUp({ redis: 'down' })
  await putStatus(PROCESSING)
  expect(await read()).toMatchObject({
    source: 'db',
    body: { status: 'PROCESSING', encoding_progress: null, encoding_step_name: null },
  })
  expect(cost()).toEqual({ get: 0, select: 1 })
})

test('a Redis slower than a tenth of a second is not waited for', async () => {
  const { putStatus, read, cost, waited } = await setUp({ redis: 'slow' })
  await putStatus(PROCESSING)
  expect(await read()).toMatchObject({ source: 'db' })
  expect(cost()).toEqual({ get: 1, select: 1 })
  expect(waited()).toBe(100)
})

test("another tenant's job reads like one that never was, from Redis and from the database", async () => {
  const { putStatus, read, cost } = await setUp()
  const unknown = await read('academy', 'video', '7')
  expect(unknown).toEqual({ type: 'notFound' })
  expect(await read('other')).toEqual(unknown)
  await putStatus(PROCESSING)
  expect(await read('other')).toEqual(unknown)
  expect(cost()).toEqual({ get: 3, select: 2 })
})

test('with the database down Redis still answers, and a miss rejects', async () => {
  const { putStatus, redis, read } = await setUp({ db: 'down' })
  await putStatus(PROCESSING)
  expect(await read()).toMatchObject({ source: 'redis' })
  redis.flush()
  await expect(read()).rejects.toMatchObject({ name: 'StoreDownError' })
})

test('with both down a read rejects', async () => {
  const { read } = await setUp({ redis: 'down', db: 'down' })
  await expect(read()).rejects.toMatchObject({ name: 'StoreDownError' })
})

test("a job's progress is told as the worker wrote it, until it is terminal", async () => {
  const { putStatus, putProgress, read } = await setUp()
  const entry = { tenant: 'academy', job_type: 'messaging', updated_at: EARLY }
  const readJob = () => read('academy', 'job', '7f3c')
  await putProgress({ ...PROGRESS, version: 3 }, 'job', '7f3c')
  await putStatus({ ...entry, status: 'RUNNING' }, 'job', '7f3c')
  expect(await readJob()).toEqual({
    type: 'found',
    source: 'redis',
    body: {
      job_id: '7f3c',
      job_type: 'messaging',
      status: 'RUNNING',
      progress: PROGRESS,
      result: null,
      error_message: null,
    },
    version: 3,
  })
  await putStatus({ ...entry, status: 'DONE', result: { sent: 3, failed: [] } }, 'job', '7f3c')
  expect(await readJob()).toMatchObject({
    body: { status: 'DONE', progress: null, result: { sent: 3, failed: [] } },
  })
})
