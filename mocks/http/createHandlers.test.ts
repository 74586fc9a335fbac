import { readSheet } from 'read-excel-file/universal'
import { expect, test } from 'vitest'
import { serveTestBackend } from './serveTestBackend'

const tenant = (code: string) => ({ 'X-Tenant-Code': code })

test.each(['http://localhost:5173', 'https://api.example/app/v2', 'https://a.b'])(
  'both status APIs answer on %s, and tell their source',
  async (base) => {
    const { backend, send } = serveTestBackend({}, base)
    await backend.startVideo({ id: 42 })
    await backend.startJob({ id: '7f3c' })
    const video = await send('GET', '/media/videos/42/')
    expect(video).toMatchObject({ status: 200, body: { id: 42, status: 'UPLOADED' } })
    expect(video.headers.get('X-Status-Source')).toBe('redis')
    await send('DELETE', '/__mock__/redis')
    const job = await send('GET', '/api/v1/jobs/7f3c/')
    expect(job).toMatchObject({ status: 200, body: { job_id: '7f3c', status: 'PENDING' } })
    expect(job.headers.get('X-Status-Source')).toBe('db')
    expect((await backend.metrics()).http).toEqual({
      requests: 2,
      byStatus: { 200: 2 },
      bySource: { redis: 1, db: 1 },
    })
  },
)

test("another tenant's job is answered to the byte like one that never was", async () => {
  const { backend, send } = serveTestBackend()
  await backend.startVideo({ id: 42, tenant: 'other' })
  const fromRedis = await send('GET', '/media/videos/42/')
  await backend.redis.flush()
  const fromDatabase = await send('GET', '/media/videos/42/')
  const unknown = await send('GET', '/media/videos/7/')
  const seen = ({ status, headers, text }: typeof unknown) => ({
    status,
    text,
    headers: [...headers],
  })
  expect(unknown.status).toBe(404)
  expect(unknown.headers.has('X-Status-Source')).toBe(false)
  expect(seen(fromRedis)).toEqual(seen(unknown))
  expect(seen(fromDatabase)).toEqual(seen(unknown))
})

test.each(['a%20b', 'a%2Fb', '%ZZ', 'video:42', '..%2F42', '%EC%98%81'])(
  'the id %s is a job that does not exist, not another path',
  async (id) => {
    const { send } = serveTestBackend()
    for (const path of [`/media/videos/${id}/`, `/api/v1/jobs/${id}/`]) {
      expect(await send('GET', path)).toMatchObject({
        status: 404,
        body: { detail: '찾을 수 없습니다.' },
      })
    }
    expect(await send('POST', `/media/videos/${id}/retry/`)).toMatchObject({ status: 404 })
    expect(await send('DELETE', `/media/videos/${id}/`)).toMatchObject({ status: 404 })
    expect(await send('GET', `/api/v1/jobs/${id}/download/`)).toMatchObject({ status: 404 })
  },
)

test('where a tenant is required, a request without one is 400, but not a control call', async () => {
  const { backend, send } = serveTestBackend({ requireTenant: true })
  await backend.startVideo({ id: 42 })
  for (const headers of [{}, tenant(' ')]) {
    const refused = await send('GET', '/media/videos/42/', undefined, headers)
    expect(refused).toMatchObject({ status: 400, body: { detail: 'tenant가 필요합니다.' } })
  }
  const read = await send('GET', '/media/videos/42/', undefined, tenant('academy'))
  expect(read.status).toBe(200)
  expect((await send('GET', '/__mock__/jobs')).status).toBe(200)
  expect((await backend.metrics()).http.byStatus).toEqual({ 200: 1, 400: 2 })
})

test('a miss with the database down is 503 with Retry-After', async () => {
  const { backend, send } = serveTestBackend()
  await send('PUT', '/__mock__/faults', { db: 'down' })
  const form = new FormData()
  form.set('file', new File(['x'], '영상.mp4'))
  for (const answer of [
    await send('GET', '/media/videos/42/'),
    await send('GET', '/media/videos/'),
    await send('POST', '/media/videos/', form),
    await send('POST', '/api/v1/jobs/', { job_type: 'messaging' }),
    await send('POST', '/media/videos/42/retry/'),
    await send('DELETE', '/media/videos/42/'),
    await send('GET', '/api/v1/jobs/42/download/'),
  ]) {
    expect(answer).toMatchObject({ status: 503, body: { detail: expect.any(String) as string } })
    expect(answer.headers.get('Retry-After')).toBe('5')
  }
  expect(await backend.jobs()).toEqual([])
})

test('a video that is uploaded is worked on', async () => {
  const { backend, send } = serveTestBackend()
  const form = new FormData()
  form.set('title', '수학 1강')
  form.set('file', new File(['x'], '영상.mp4'))
  const made = await send('POST', '/media/videos/', form, tenant('other'))
  expect(made).toMatchObject({
    status: 201,
    body: { id: 1001, title: '수학 1강', status: 'UPLOADED' },
  })
  await backend.advance(90_000)
  const read = await send('GET', '/media/videos/1001/', undefined, tenant('other'))
  expect(read.body).toMatchObject({ status: 'READY' })
})

test.each([new FormData(), 'no form', undefined])(
  'an upload without a file is 400',
  async (body) => {
    const { send } = serveTestBackend()
    expect(await send('POST', '/media/videos/', body)).toMatchObject({
      status: 400,
      body: { detail: 'file이 필요합니다.' },
    })
  },
)

test('a job is made from JSON, or from a form with a file', async () => {
  const { backend, send } = serveTestBackend()
  const fromJson = await send('POST', '/api/v1/jobs/', { job_type: 'messaging', to: [1, 2] })
  expect(fromJson).toMatchObject({ status: 202, body: { status: 'PENDING' } })
  const form = new FormData()
  form.set('file', new File(['x'], '학생.xlsx'))
  expect(await send('POST', '/api/v1/jobs/', form)).toMatchObject({ status: 202 })
  const made = (await backend.jobs()).map(({ kind, title }) => ({ kind, title }))
  expect(made).toEqual([
    { kind: 'messaging', title: '문자 발송' },
    { kind: 'excel', title: '학생.xlsx' },
  ])
  expect(await send('POST', '/api/v1/jobs/', {})).toMatchObject({ status: 400 })
  expect(await send('POST', '/api/v1/jobs/', 'null')).toMatchObject({ status: 400 })
})

test('videos are listed by status, newest first, 20 a page', async () => {
  const { backend, send } = serveTestBackend()
  for (let index = 0; index < 21; index++) await backend.startVideo({ seconds: 600 })
  await backend.startVideo({ id: 5, tenant: 'other' })
  const first = await send('GET', '/media/videos/?status=UPLOADED')
  const next = 'https://api.example/media/videos/?status=UPLOADED&page=2'
  expect(first.body).toMatchObject({ count: 21, next })
  expect((first.body as { results: unknown[] }).results).toHaveLength(20)
  const second = await send('GET', '/media/videos/?status=UPLOADED&page=2')
  expect(second.body).toMatchObject({ count: 21, next: null, results: [{ id: 1001 }] })
  const none = await send('GET', '/media/videos/?status=PROCESSING')
  expect(none.body).toEqual({ count: 0, next: null, results: [] })
  for (const page of ['3', '0', 'x']) {
    expect((await send('GET', `/media/videos/?page=${page}`)).status).toBe(404)
  }
})

test('a failed video is retried, an active one is left alone, a finished one refused', async () => {
  const { backend, send } = serveTestBackend()
  await backend.startVideo({ id: 42, seconds: 10, outcome: 'failed' })
  expect((await send('POST', '/media/videos/42/retry/')).status).toBe(200)
  await backend.advance(10_000)
  const queued = await send('POST', '/media/videos/42/retry/')
  expect(queued).toMatchObject({ status: 202, body: { job_id: expect.any(String) as string } })
  await backend.advance(10_000)
  expect((await send('POST', '/media/videos/42/retry/')).status).toBe(409)
  expect((await send('DELETE', '/media/videos/42/')).status).toBe(204)
  expect((await send('DELETE', '/media/videos/42/')).status).toBe(404)
})

test('an export is a real workbook for an hour, for its tenant alone', async () => {
  const { backend, send } = serveTestBackend()
  await backend.startJob({ id: '7f3c', job_type: 'attendance_excel_export', seconds: 10 })
  const path = '/api/v1/jobs/7f3c/download/'
  expect((await send('GET', path)).status).toBe(404)
  await backend.advance(10_000)
  const read = await send('GET', '/api/v1/jobs/7f3c/')
  expect(read.body).toMatchObject({ result: { download_url: path.slice(1) } })

  const file = await fetch(`https://api.example${path}`)
  expect(file.headers.get('Content-Type')).toContain('spreadsheetml.sheet')
  expect(decodeURIComponent(file.headers.get('Content-Disposition') ?? '')).toContain('출석부_')
  const rows = await readSheet(await file.arrayBuffer())
  expect(rows[0]).toEqual(['번호', '이름', '학년', '연락처', '출석', '지각', '결석'])

  expect((await send('GET', path, undefined, tenant('other'))).status).toBe(404)
  await backend.advance(3_599_999)
  expect((await send('GET', path)).status).toBe(200)
  await backend.advance(1)
  expect(await send('GET', path)).toMatchObject({
    status: 410,
    body: { detail: expect.any(String) as string },
  })
})

test('API faults meet every API request and no control call', async () => {
  const { backend, send, waits } = serveTestBackend()
  await backend.startVideo({ id: 42 })
  const faults = { api: { status: 429, retryAfter: 7, latencyMs: 300 } }
  expect(await send('PUT', '/__mock__/faults', faults)).toMatchObject({ status: 200, body: faults })
  const failed = await send('GET', '/media/videos/42/')
  expect(failed).toMatchObject({ status: 429, body: { detail: expect.any(String) as string } })
  expect(failed.headers.get('Retry-After')).toBe('7')
  expect((await send('DELETE', '/media/videos/42/')).status).toBe(429)
  expect(waits).toEqual([300, 300])
  expect((await send('GET', '/__mock__/faults')).body).toEqual(faults)
  await send('PUT', '/__mock__/faults', {})
  expect((await send('GET', '/media/videos/42/')).status).toBe(200)
  expect((await backend.metrics()).http.byStatus).toEqual({ 200: 1, 429: 2 })
})

test('malformed answers are HTML, with 200 unless a status is given', async () => {
  const { send } = serveTestBackend()
  for (const [api, status] of [
    [{ malformed: true }, 200],
    [{ malformed: true, status: 502 }, 502],
  ] as const) {
    await send('PUT', '/__mock__/faults', { api })
    const answer = await send('GET', '/media/videos/42/')
    expect(answer.status).toBe(status)
    expect(answer.text).toContain('<!doctype html>')
  }
})

test('a failure rate fails that share of the requests', async () => {
  const { backend, send } = serveTestBackend()
  await backend.startVideo({ id: 42 })
  await send('PUT', '/__mock__/faults', { api: { failureRate: 0.3 } })
  for (let index = 0; index < 200; index++) await send('GET', '/media/videos/42/')
  const failures = (await backend.metrics()).http.byStatus['503'] ?? 0
  expect(failures).toBeGreaterThan(40)
  expect(failures).toBeLessThan(80)
})
