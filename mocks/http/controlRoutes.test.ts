import { expect, test } from 'vitest'
import { serveTestBackend } from './serveTestBackend'

test('jobs are started, listed, and refused over the control API', async () => {
  const { send } = serveTestBackend()
  const video = await send('POST', '/__mock__/videos', { id: 42, seconds: 10 })
  expect(video).toMatchObject({ status: 201, body: { kind: 'video', id: '42' } })
  expect(await send('POST', '/__mock__/jobs')).toMatchObject({
    status: 201,
    body: { kind: 'excel' },
  })
  expect(await send('POST', '/__mock__/videos', { id: 42 })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('42') as string },
  })
  expect(await send('POST', '/__mock__/videos', { id: -1 })).toMatchObject({
    status: 400,
    body: { detail: 'id must be a positive integer' },
  })
  for (const bad of ['{', '7', 'null']) {
    expect(await send('POST', '/__mock__/jobs', bad)).toMatchObject({
      status: 400,
      body: { detail: 'the input must be a JSON object' },
    })
  }
  expect((await send('GET', '/__mock__/jobs')).body).toHaveLength(2)
  expect((await send('GET', '/__mock__/database')).body).toMatchObject({
    video: [{ id: 42 }],
    ai_job: [{ status: 'PENDING' }],
  })
})

test('Redis is listed, and emptied key by key or at once', async () => {
  const { send } = serveTestBackend()
  await send('POST', '/__mock__/videos', { id: 42 })
  await send('POST', '/__mock__/jobs', { id: 'a' })
  const keys = async () =>
    ((await send('GET', '/__mock__/redis')).body as { key: string }[]).map(({ key }) => key)
  expect(await keys()).toEqual(['job:a:status', 'video:42:status'])
  const path = `/__mock__/redis/${encodeURIComponent('job:a:status')}`
  expect((await send('DELETE', path)).status).toBe(204)
  expect((await send('DELETE', path)).status).toBe(404)
  expect(await keys()).toEqual(['video:42:status'])
  expect((await send('DELETE', '/__mock__/redis')).status).toBe(204)
  expect(await keys()).toEqual([])
})

test('the clock is read, sped up, stopped and advanced', async () => {
  const { send } = serveTestBackend()
  const { now } = (await send('GET', '/__mock__/clock')).body as { now: number }
  const faster = await send('PUT', '/__mock__/clock', { speed: 60 })
  expect(faster.body).toEqual({ now, speed: 60 })
  const later = await send('POST', '/__mock__/clock/advance', { ms: 1500 })
  expect(later.body).toEqual({ now: now + 1500, speed: 60 })
  for (const [method, path, body] of [
    ['PUT', '/__mock__/clock', { speed: -1 }],
    ['PUT', '/__mock__/clock', {}],
    ['PUT', '/__mock__/clock', { speed: 1, ms: 1 }],
    ['POST', '/__mock__/clock/advance', { ms: 4e11 }],
    ['POST', '/__mock__/clock/advance', {}],
  ] as const) {
    expect(await send(method, path, body)).toMatchObject({ status: 400 })
  }
  expect((await send('GET', '/__mock__/clock')).body).toEqual({ now: now + 1500, speed: 60 })
})

test('strategy, metrics and reset are within reach', async () => {
  const { send } = serveTestBackend()
  const read = { read: 'redis-first' }
  expect((await send('GET', '/__mock__/strategy')).body).toEqual(read)
  expect((await send('PUT', '/__mock__/strategy', read)).body).toEqual(read)
  expect(await send('PUT', '/__mock__/strategy', { read: 'x' })).toMatchObject({ status: 400 })
  await send('POST', '/__mock__/videos', { id: 42 })
  await send('GET', '/media/videos/42/')
  expect((await send('GET', '/__mock__/metrics')).body).toMatchObject({
    http: { requests: 1, byStatus: { 200: 1 }, bySource: { redis: 1 } },
    redis: { get: 1, set: 1 },
    db: { select: 0, insert: 1 },
  })
  expect((await send('POST', '/__mock__/metrics/reset')).status).toBe(204)
  expect((await send('GET', '/__mock__/metrics')).body).toMatchObject({ http: { requests: 0 } })
  expect((await send('POST', '/__mock__/reset')).status).toBe(204)
  expect((await send('GET', '/__mock__/jobs')).body).toEqual([])
})

test.each([
  ['POST', '/__mock__/reset'],
  ['POST', '/__mock__/metrics/reset'],
  ['DELETE', '/__mock__/redis'],
  ['DELETE', '/__mock__/redis/video:42:status'],
])('%s %s takes no fields, and does nothing when it is given one', async (method, path) => {
  const { backend, send } = serveTestBackend()
  await backend.startVideo({ id: 42 })
  const before = await backend.snapshot()
  expect(await send(method, path, { foo: 1 })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('foo is not a field here') as string },
  })
  expect(await backend.snapshot()).toEqual(before)
})

test('every API request is counted, and status requests alone are logged', async () => {
  const { backend, send } = serveTestBackend()
  await backend.startVideo({ id: 42 })
  await send('GET', '/media/videos/')
  await send('GET', '/media/videos/42/')
  await send('POST', '/media/videos/7/retry/')
  await send('GET', '/__mock__/jobs')
  expect((await backend.metrics()).http).toEqual({
    requests: 3,
    byStatus: { 200: 2, 404: 1 },
    bySource: { redis: 1 },
  })
  expect(await backend.log()).toHaveLength(1)
})
