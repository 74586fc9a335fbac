import { setupServer } from 'msw/node'
import { expect, onTestFinished, test } from 'vitest'
import { createTestBackend } from '../testBackend'
import { createHandlers } from './createHandlers'
import { createMockFetch } from './createMockFetch'
import { serveOverHttp } from './node/serveOverHttp'

type Call = [
  method: string,
  target: string,
  status: number,
  body?: unknown,
  headers?: Record<string, string>,
]

const form = (fields: Record<string, string | File>) => {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.set(name, value)
  return made
}
const video = new File(['\r\n--not the end\r\n'], '영상 "1".mp4', { type: 'video/mp4' })
const academy = { 'X-Tenant-Code': 'academy' }
const other = { 'X-Tenant-Code': 'other' }

/** Each is answered by a backend that has had all those before it. */
const calls: Call[] = [
  ['POST', '/__mock__/videos', 201, { id: 42, title: '수학', seconds: 100 }],
  [
    'POST',
    '/__mock__/videos',
    201,
    { id: '7', tenant: 'other', seconds: 20, error_reason: '손상된 파일' },
  ],
  ['POST', '/__mock__/videos', 409, { id: 42 }],
  ['POST', '/__mock__/videos', 400, { id: 0 }],
  ['POST', '/__mock__/videos', 400, { colour: 'red' }],
  ['POST', '/__mock__/videos', 400, '{'],
  ['POST', '/__mock__/videos', 400, '[]'],
  ['POST', '/__mock__/videos', 201],
  ['POST', '/__mock__/jobs', 201, { id: '7f3c', job_type: 'staff_excel_export', seconds: 10 }],
  ['POST', '/__mock__/jobs', 201, { job_type: 'messaging', title: '안내' }],
  ['POST', '/__mock__/jobs', 409, { id: '7f3c' }],
  ['POST', '/__mock__/jobs', 400, { id: 'a b' }],
  ['GET', '/__mock__/jobs', 200],
  ['GET', '/__mock__/database', 200],
  ['GET', '/__mock__/redis', 200],
  ['GET', '/media/videos/42/', 200, undefined, academy],
  ['GET', '/media/videos/42/', 404, undefined, other],
  ['GET', '/media/videos/42/', 400],
  ['GET', '/media/videos/%ZZ/', 404, undefined, academy],
  ['GET', '/api/v1/jobs/7f3c/', 200, undefined, { 'x-tenant-code': ' academy ' }],
  ['GET', '/media/videos/?status=UPLOADED&page=1', 200, undefined, academy],
  ['GET', '/media/videos/?page=0', 404, undefined, academy],
  ['PUT', '/__mock__/faults/jobs/video/42', 200, { stall: true, crash: false }],
  ['PUT', '/__mock__/faults/jobs/video/42', 400, { stall: 1 }],
  ['PUT', '/__mock__/faults/jobs/video/42', 400, { stuck: true }],
  ['PUT', '/__mock__/faults/jobs/video/42', 400, '7'],
  ['PUT', '/__mock__/faults/jobs/video/42', 200, {}],
  ['PUT', '/__mock__/faults/jobs/excel/7f3c', 200, { lateResult: true }],
  ['PUT', '/__mock__/faults/jobs/messaging/7f3c', 404, { crash: true }],
  ['PUT', '/__mock__/faults/jobs/video/43', 404, { crash: true }],
  ['PUT', '/__mock__/faults/jobs/film/42', 404, { crash: true }],
  ['GET', '/__mock__/clock', 200],
  ['PUT', '/__mock__/clock', 200, { speed: 0 }],
  ['PUT', '/__mock__/clock', 400, { speed: 10_001 }],
  ['POST', '/__mock__/clock/advance', 200, { ms: 50_000 }],
  ['POST', '/__mock__/clock/advance', 400, { ms: -1 }],
  ['GET', '/media/videos/42/', 200, undefined, academy],
  ['GET', '/api/v1/jobs/7f3c/', 200, undefined, academy],
  ['GET', '/api/v1/jobs/7f3c/download/', 200, undefined, academy],
  ['GET', '/api/v1/jobs/7f3c/download/', 404, undefined, other],
  ['DELETE', '/__mock__/redis/job:7f3c:status', 204],
  ['DELETE', '/__mock__/redis/job%3A7f3c%3Astatus', 404],
  ['DELETE', '/__mock__/redis/video%3A42%3Astatus', 204],
  ['GET', '/api/v1/jobs/7f3c/', 200, undefined, academy],
  ['DELETE', '/__mock__/redis', 204],
  ['GET', '/__mock__/redis', 200],
  ['GET', '/__mock__/strategy', 200],
  ['PUT', '/__mock__/strategy', 200, { read: 'cache' }],
  ['PUT', '/__mock__/strategy', 400, { read: 'fast' }],
  ['PUT', '/__mock__/strategy', 400, {}],
  ['GET', '/api/v1/jobs/7f3c/', 200, undefined, academy],
  ['GET', '/__mock__/metrics', 200],
  ['GET', '/__mock__/history', 200],
  ['GET', '/__mock__/log', 200],
  ['POST', '/__mock__/metrics/reset', 204],
  ['GET', '/__mock__/metrics', 200],
  ['POST', '/media/videos/', 201, form({ file: video, title: ' 수학 2강 ' }), academy],
  ['POST', '/media/videos/', 201, form({ file: video }), academy],
  ['POST', '/media/videos/', 400, form({ title: '수학' }), academy],
  ['POST', '/media/videos/', 400, form({}), academy],
  ['POST', '/media/videos/', 400, '--x', { ...academy, 'Content-Type': 'multipart/form-data' }],
  [
    'POST',
    '/media/videos/',
    400,
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\nbroken off',
    { ...academy, 'Content-Type': 'multipart/form-data; boundary=x' },
  ],
  ['POST', '/media/videos/', 400, form({ file: video })],
  ['POST', '/api/v1/jobs/', 202, { job_type: 'messaging' }, academy],
  ['POST', '/api/v1/jobs/', 202, form({ file: video, job_type: 'excel_parsing' }), academy],
  ['POST', '/api/v1/jobs/', 400, {}, academy],
  ['POST', '/media/videos/7/retry/', 202, undefined, other],
  ['POST', '/media/videos/7/retry/', 404, undefined, academy],
  ['DELETE', '/media/videos/42/', 204, undefined, academy],
  ['DELETE', '/media/videos/42/', 404, undefined, academy],
  ['GET', '/__mock__/faults', 200],
  ['PUT', '/__mock__/faults', 200, { api: { status: 503, retryAfter: 'soon' } }],
  ['GET', '/api/v1/jobs/7f3c/', 503, undefined, academy],
  ['PUT', '/__mock__/faults', 200, { api: { malformed: true } }],
  ['GET', '/api/v1/jobs/7f3c/', 200, undefined, academy],
  ['PUT', '/__mock__/faults', 200, { redis: 'down', db: 'down', push: 'silent' }],
  ['GET', '/api/v1/jobs/none/', 503, undefined, academy],
  ['PUT', '/__mock__/faults', 400, { redis: 'gone' }],
  ['PUT', '/__mock__/faults', 400, { api: { status: 200 } }],
  ['PUT', '/__mock__/faults', 200, {}],
  ['GET', '/__mock__/jobs', 200],
  ['POST', '/__mock__/reset', 204],
  ['GET', '/__mock__/jobs', 200],
  ['GET', '/__mock__/metrics', 200],
]

const RELEVANT = ['content-type', 'content-disposition', 'retry-after', 'x-status-source']

/** What one way of asking answers to all calls. */
async function answersOf(ask: typeof fetch, base: string) {
  const answers = []
  for (const [method, target, , body, headers = {}] of calls) {
    const asItIs = body instanceof FormData || typeof body === 'string'
    const response = await ask(`${base}${target}`, {
      method,
      headers,
      ...(body !== undefined && { body: asItIs ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    answers.push({
      call: `${method} ${target}`,
      status: response.status,
      headers: RELEVANT.map((name) => response.headers.get(name)),
      // A workbook carries the second that it was written in.
      body: target.endsWith('/download/')
        ? bytes.subarray(0, 4).toString('latin1')
        : bytes.toString().replaceAll(base, ''),
    })
  }
  return answers
}

const BASE = 'https://api.example'
const backend = () => createTestBackend({ requireTenant: true }).backend
const inProcess = () => answersOf(createMockFetch(backend()), BASE)

test('the API and the control API answer as they are meant to', async () => {
  const answers = await inProcess()
  expect(answers.map(({ call, status }) => `${call} ${String(status)}`)).toEqual(
    calls.map(([method, target, status]) => `${method} ${target} ${String(status)}`),
  )
})

test('a service worker or a test server answers the same', async () => {
  const server = setupServer(...createHandlers(backend()))
  server.listen({ onUnhandledRequest: 'error' })
  onTestFinished(() => {
    server.close()
  })
  expect(await answersOf(fetch, BASE)).toEqual(await inProcess())
})

test('an HTTP server answers the same', async () => {
  const { base } = await serveOverHttp({ requireTenant: true })
  expect(await answersOf(fetch, base)).toEqual(await inProcess())
})
