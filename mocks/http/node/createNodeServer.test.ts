import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestBackend } from '../../testBackend'
import { createNodeServer } from './createNodeServer'
import { FORM_LIMIT, TEXT_LIMIT } from './readBody'
import { serveOverHttp } from './serveOverHttp'

const academy = { 'X-Tenant-Code': 'academy' }

/** Sends bytes as they are, and reads until the server is done. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}

const request = (line: string, headers = '', body = '') =>
  `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n${body}`

test.each([
  'http://localhost:5173',
  'https://localhost',
  'http://127.0.0.1:3000',
  'http://[::1]:8080',
  'HTTP://LOCALHOST:1',
])('a page of %s may read every answer', async (origin) => {
  const { backend, base } = await serveOverHttp()
  await backend.startVideo({ id: 42 })
  for (const path of ['/media/videos/42/', '/media/videos/7/', '/nowhere', '/__mock__/jobs']) {
    const { headers } = await fetch(`${base}${path}`, { headers: { Origin: origin } })
    expect(headers.get('Access-Control-Allow-Origin')).toBe(origin)
    expect(headers.get('Vary')).toContain('Origin')
    expect(headers.get('Access-Control-Expose-Headers')?.split(', ')).toEqual(
      expect.arrayContaining(['Retry-After', 'X-Status-Source', 'X-Status-Version']),
    )
  }
})

test.each([
  'https://academy.example',
  'http://localhost.academy.example',
  'http://127.0.0.1.academy.example',
  'http://notlocalhost',
  'http://localhost:5173.example',
  'http://user@localhost',
  'file://localhost',
  'null',
])('a page of %s may read nothing', async (origin) => {
  const { base } = await serveOverHttp()
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await fetch(`${base}/__mock__/jobs`, {
      method,
      headers: { Origin: origin },
    })
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('a preflight allows the methods, and the headers that are asked for', async () => {
  const { base, lines } = await serveOverHttp({ requireTenant: true })
  const preflight = (asked: Record<string, string>) =>
    fetch(`${base}/media/videos/42/`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'http://localhost:5173',
        'Access-Control-Request-Method': 'DELETE',
        ...asked,
      },
    })
  const asking = await preflight({ 'Access-Control-Request-Headers': 'x-tenant-code,x-other' })
  expect(asking.status).toBe(204)
  expect(asking.headers.get('Access-Control-Allow-Headers')).toBe('x-tenant-code,x-other')
  expect(asking.headers.get('Access-Control-Allow-Methods')).toBe('GET, POST, PUT, DELETE')
  expect(Number(asking.headers.get('Access-Control-Max-Age'))).toBeGreaterThan(0)
  const plain = await preflight({})
  expect(plain.headers.get('Access-Control-Allow-Headers')).toBe(
    'X-Tenant-Code, Content-Type, Authorization',
  )
  expect(lines).toEqual([])
})

test('every answer tells its length, and HEAD gets it without the body', async () => {
  const { backend, base, port } = await serveOverHttp()
  await backend.startVideo({ id: 42, title: '수학' })
  await backend.startJob({ id: '7f3c', job_type: 'staff_excel_export', seconds: 10 })
  await backend.advance(10_000)
  for (const path of [
    '/media/videos/42/',
    '/media/videos/',
    '/media/videos/7/',
    '/api/v1/jobs/7f3c/download/',
    '/nowhere/영상',
    '/__mock__/history',
    '/media/hls/videos/42/master.m3u8',
    '/media/hls/videos/42/segment0.ts',
  ]) {
    const response = await fetch(`${base}${path}`)
    const { byteLength } = await response.arrayBuffer()
    expect(Number(response.headers.get('Content-Length')), path).toBe(byteLength)
    expect(byteLength).toBeGreaterThan(0)
    const head = await sendRaw(port, request(`HEAD ${encodeURI(path)}`))
    expect(head).toContain(`HTTP/1.1 ${response.status} `)
    expect(head.split('\r\n\r\n')[1]).toBe('')
    if (!path.includes('download')) expect(head).toContain(`\r\nContent-Length: ${byteLength}\r\n`)
  }
})

test('a path that is not there is 404, a method that is not is 405 and told which are', async () => {
  const { base } = await serveOverHttp()
  for (const path of ['/', '/nowhere', '/media/videos/42', '/__mock__/', '/media/hls/']) {
    const response = await fetch(`${base}${path}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ detail: expect.stringContaining(path) as string })
  }
  for (const [method, path, allow] of [
    ['PATCH', '/media/videos/42/', 'GET, HEAD, DELETE'],
    ['PUT', '/media/videos/', 'GET, HEAD, POST'],
    ['GET', '/media/videos/42/retry/', 'POST'],
    ['POST', '/__mock__/strategy', 'GET, HEAD, PUT'],
    ['DELETE', '/media/hls/videos/42/master.m3u8', 'GET, HEAD'],
  ] as const) {
    const response = await fetch(`${base}${path}`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe(allow)
    expect(await response.json()).toEqual({ detail: expect.stringContaining(method) as string })
  }
})

test('the sample stands for the stream of every video, and for no other file', async () => {
  const { base } = await serveOverHttp()
  const read = async (path: string) => {
    const response = await fetch(`${base}${path}`)
    return { status: response.status, type: response.headers.get('Content-Type') }
  }
  expect(await read('/media/hls/videos/42/master.m3u8')).toEqual({
    status: 200,
    type: 'application/vnd.apple.mpegurl',
  })
  expect(await read('/base/media/hls/videos/7/segment1.ts')).toEqual({
    status: 200,
    type: 'video/mp2t',
  })
  for (const file of ['none.ts', '..%2f..%2fpackage.json', '%2e%2e%2fmockServiceWorker.js']) {
    expect(await read(`/media/hls/videos/42/${file}`)).toMatchObject({ status: 404 })
  }
})

test('a body over its bound is 413, whether its length is told or not', async () => {
  const { base, backend, port } = await serveOverHttp()
  const tooLong = `{"title": "${'x'.repeat(TEXT_LIMIT)}"}`
  for (const [path, body] of [
    ['/__mock__/videos', tooLong],
    ['/api/v1/jobs/', tooLong],
    ['/__mock__/videos', new Blob([tooLong]).stream()],
  ] as const) {
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    const response = await fetch(`${base}${path}`, init)
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ detail: expect.stringContaining('1048576') as string })
  }
  const type = 'Content-Type: multipart/form-data; boundary=b\r\n'
  const announced = `${type}Content-Length: ${FORM_LIMIT + 1}\r\n`
  expect(await sendRaw(port, request('POST /media/videos/', announced))).toContain('413')
  expect(await backend.jobs()).toEqual([])
})

test('an upload of many megabytes is taken for the sake of its name', async () => {
  const { base } = await serveOverHttp()
  const form = new FormData()
  form.set('file', new File([new Uint8Array(30 * 1024 * 1024)], '긴 강의.mp4'))
  const response = await fetch(`${base}/media/videos/`, { method: 'POST', body: form })
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({ title: '긴 강의.mp4' })
})

test('whatever a client sends, the next one is answered', async () => {
  const { base, port, lines } = await serveOverHttp()
  for (const [sent, answered] of [
    [request('GET /%ZZ/%'), 'HTTP/1.1 404'],
    [request('GET /media/videos/%E0%A4%A/'), 'HTTP/1.1 404'],
    [request(`GET /${'a/'.repeat(6_000)}`), 'HTTP/1.1 404'],
    [request(`GET /${'a'.repeat(20_000)}`), 'HTTP/1.1 431'],
    [request('GET //media/videos/?page=%ZZ&page=2'), 'HTTP/1.1 404'],
    [request('GET http://other.example/__mock__/jobs'), 'HTTP/1.1 200'],
    [request('GET http://other.example'), 'HTTP/1.1 404'],
    [request('OPTIONS *'), 'HTTP/1.1 204'],
    [
      request('GET /__mock__/jobs', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
      'HTTP/1.1 200',
    ],
    [request('GET /media/videos/42/', 'X-Tenant-Code: \xff\r\n'), 'HTTP/1.1 404'],
    [
      request('OPTIONS /', 'Origin: http://localhost\r\nAccess-Control-Request-Headers: \xff\r\n'),
      'HTTP/1.1 204',
    ],
    [request('GET /media/videos/', 'Content-Length: 3\r\n', 'abc'), 'HTTP/1.1 200'],
    [request('POST /__mock__/reset', 'Transfer-Encoding: chunked\r\n', 'zz\r\n'), 'HTTP/1.1 400'],
    ['GET /media/videos/ HTTP/9.9\r\n\r\n', 'HTTP/1.1 400'],
    ['\0\0\0\0', 'HTTP/1.1 400'],
  ] as const) {
    expect(await sendRaw(port, sent), sent.slice(0, 80)).toMatch(new RegExp(`^${answered}`))
  }
  expect((await fetch(`${base}/__mock__/jobs`)).status).toBe(200)
  expect(lines.filter((line) => line.includes(' 500 ') || line.includes('Error'))).toEqual([])
})

test('a client that hangs up in the middle of its body is noted, and nobody else notices', async () => {
  const { base, backend, port, lines } = await serveOverHttp()
  const form = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n'
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx'
  for (const sent of [
    request('POST /media/videos/', form, part),
    request('POST /api/v1/jobs/', 'Content-Length: 1000\r\n', '{"job_type": "messaging"'),
    request('PUT /__mock__/faults', 'Content-Length: 1000\r\n', '{'),
    request('PUT /__mock__/faults', 'Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n'),
  ]) {
    const before = lines.length
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(sent, () => setTimeout(() => socket.destroy(), 20))
    })
    await vi.waitFor(() => {
      expect(lines.slice(before)).toEqual([expect.stringContaining(' aborted - ')])
    })
  }
  expect(await backend.jobs()).toEqual([])
  expect((await fetch(`${base}/__mock__/faults`)).status).toBe(200)
})

test('a client that is gone before its answer is due changes nothing for others', async () => {
  let release: () => void = () => undefined
  const { backend, base, lines } = await serveOverHttp({
    timers: {
      after(_, callback) {
        release = callback
        return () => undefined
      },
    },
  })
  await backend.setFaults({ api: { latencyMs: 1_000 } })
  const aborting = new AbortController()
  const form = new FormData()
  form.set('file', new File(['x'], 'a.mp4'))
  const init = { method: 'POST', body: form, signal: aborting.signal }
  const asked = fetch(`${base}/media/videos/`, init)
  setTimeout(() => {
    aborting.abort()
  }, 50)
  await expect(asked).rejects.toThrow()
  await backend.setFaults({})
  await new Promise((resolve) => setTimeout(resolve, 20))
  release()
  await vi.waitFor(() => {
    expect(lines).toHaveLength(1)
  })
  expect((await fetch(`${base}/media/videos/`)).status).toBe(200)
})

test('the log has a line for what asks for a status or changes something', async () => {
  const { backend, base, lines } = await serveOverHttp({ requireTenant: true })
  await fetch(`${base}/__mock__/videos`, { method: 'POST', body: '{"id": 42}' })
  await fetch(`${base}/media/videos/42/`, { headers: academy })
  await backend.redis.flush()
  await fetch(`${base}/media/videos/42/`, { headers: academy })
  await fetch(`${base}/media/videos/?status=PROCESSING`)
  for (const path of [
    'jobs',
    'redis',
    'metrics',
    'history',
    'log',
    'clock',
    'faults',
    'strategy',
  ]) {
    await fetch(`${base}/__mock__/${path}`)
  }
  await fetch(`${base}/__mock__/redis`, { method: 'DELETE' })
  await fetch(`${base}/${'x'.repeat(500)}`)
  const moment = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`
  const expected = [
    'POST /__mock__/videos 201 -',
    'GET /media/videos/42/ 200 redis',
    'GET /media/videos/42/ 200 db',
    String.raw`GET /media/videos/\?status=PROCESSING 400 -`,
    'DELETE /__mock__/redis 204 -',
    'GET /x{199}… 404 -',
  ]
  expect(lines).toEqual(
    expected.map((line) => expect.stringMatching(`^${moment} ${line} \\d+\\.\\dms$`) as string),
  )
})

test('nothing that a terminal takes for a command gets into the log', async () => {
  const { port, lines } = await serveOverHttp()
  for (const bad of ['\x9b31m', '\x1b[31m', '\x7f', '\xc2\x9b', '\r\nX']) {
    expect(await sendRaw(port, request(`GET /${bad}`))).toMatch(/^HTTP\/1.1 400/)
  }
  expect(lines).toEqual([])
})

test('an answer that goes wrong is 500 without details, and the log says why', async () => {
  const { backend } = createTestBackend()
  const lines: string[] = []
  const server = createNodeServer(
    { ...backend, jobs: () => Promise.reject(new Error('out of chairs')) },
    { sampleFolder: new URL('file:///nowhere/'), log: (line) => lines.push(line) },
  )
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const response = await fetch(`http://127.0.0.1:${String(port)}/__mock__/jobs`)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('chairs')
  expect(lines.join('\n')).toContain('out of chairs')
})
