import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { MESSAGE_LIMIT } from './servePush'
import { serveOverHttp } from './serveOverHttp'

const SUBSCRIBE = JSON.stringify({ type: 'subscribe', jobs: [{ kind: 'video', id: '42' }] })

/** A client over TCP, and what it has heard. */
function open(port: number, path: string, origin?: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    ...(origin !== undefined && { origin }),
  })
  onTestFinished(() => {
    socket.terminate()
  })
  const heard: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (data: Buffer) => {
    heard.push(JSON.parse(data.toString()) as Record<string, unknown>)
    waiting.shift()?.()
  })
  return {
    socket,
    opened: new Promise<void>((resolve) => socket.on('open', resolve)),
    closed: new Promise<number>((resolve) => socket.on('close', resolve)),
    /** The status and the body with which it was refused. */
    refused: new Promise<[number | undefined, unknown]>((resolve, reject) => {
      socket.on('unexpected-response', (_, response) => {
        let text = ''
        response
          .on('data', (part) => (text += String(part)))
          .on('end', () => {
            resolve([response.statusCode, JSON.parse(text)])
          })
      })
      socket.on('error', reject)
    }).catch((error: unknown) => [undefined, error] as [undefined, unknown]),
    next: async () => {
      if (heard.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      return heard.shift()
    },
  }
}

test.each(['/ws/jobs/', '/some/base/ws/jobs/?tenant=academy&x=1'])(
  'a client of %s is told of its jobs until it leaves',
  async (path) => {
    const { backend, port } = await serveOverHttp()
    await backend.startVideo({ id: 42, seconds: 600 })
    const { socket, opened, closed, next } = open(port, path)
    await opened
    socket.send(SUBSCRIBE)
    expect(await next()).toMatchObject({ type: 'status', kind: 'video', id: '42', version: 1 })
    await backend.advance(5_000)
    expect(await next()).toMatchObject({ version: 2, body: { status: 'PROCESSING' } })
    socket.send('{"type":"ping"}')
    socket.send(new Uint8Array([1]))
    const rest = []
    while (rest.at(-1) !== 'error') rest.push((await next())?.['type'])
    expect(rest).toContain('pong')
    socket.close()
    expect(await closed).toBe(1005)
    expect((await backend.metrics()).push.clients).toBe(0)
  },
)

test.each(['/', '/ws/jobs', '/ws/', '/ws/jobs/42/', '/media/videos/42/'])(
  'there is no socket at %s',
  async (path) => {
    const { port, lines } = await serveOverHttp()
    expect((await open(port, path).refused)[0]).toBe(404)
    expect(lines).toEqual([expect.stringContaining(`GET ${path} 404`) as string])
  },
)

test('a client without a tenant is refused where one is required', async () => {
  const { port } = await serveOverHttp({ requireTenant: true })
  const refusal = [400, { detail: 'tenant가 필요합니다.' }]
  expect(await open(port, '/ws/jobs/').refused).toEqual(refusal)
  expect(await open(port, '/ws/jobs/?tenant=').refused).toEqual(refusal)
  await open(port, '/ws/jobs/?tenant=academy').opened
})

test('pages of local origins may listen, and those of no other', async () => {
  const { port } = await serveOverHttp()
  await open(port, '/ws/jobs/', 'http://localhost:5173').opened
  expect((await open(port, '/ws/jobs/', 'https://academy.example').refused)[0]).toBe(403)
  expect((await open(port, '/ws/jobs/', 'null').refused)[0]).toBe(403)
})

test('while push is down sockets break off, and new ones are refused', async () => {
  const { backend, port } = await serveOverHttp()
  const { opened, closed } = open(port, '/ws/jobs/')
  await opened
  await backend.setFaults({ push: 'down' })
  expect(await closed).toBe(1006)
  expect((await open(port, '/ws/jobs/').refused)[0]).toBe(503)
  await backend.setFaults({})
  await open(port, '/ws/jobs/').opened
})

test('a message that is too long ends its socket, and no other', async () => {
  const { port } = await serveOverHttp()
  const [one, two] = [open(port, '/ws/jobs/'), open(port, '/ws/jobs/')]
  await Promise.all([one.opened, two.opened])
  one.socket.send('x'.repeat(MESSAGE_LIMIT + 1))
  expect(await one.closed).toBe(1009)
  two.socket.send('{"type":"ping"}')
  expect(await two.next()).toEqual({ type: 'pong' })
})

test('when the server closes its sockets do, too', async () => {
  const { server, port } = await serveOverHttp()
  const { opened, closed } = open(port, '/ws/jobs/')
  await opened
  await new Promise((resolve) => server.close(resolve))
  expect(await closed).toBe(1001)
})

/** Sends bytes as they are, piece by piece, and reads until the server is done. */
function sendRaw(port: number, ...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const [index, piece] of pieces.entries()) {
        setTimeout(() => socket.write(piece), 20 * index)
      }
    })
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}

/** A request as curl sends it with `--http2`. */
const offering = (line: string, headers = '', connection = 'Upgrade, HTTP2-Settings') =>
  `${line} HTTP/1.1\r\nHost: a\r\nX-Tenant-Code: academy\r\nConnection: ${connection}\r\n` +
  `Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n${headers}\r\n`

/** The same, and the connection is to be closed after it. */
const offeringLast = (line: string, headers = '') => offering(line, headers, 'close, Upgrade')

const statuses = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, s]) => s)

test.each([
  ['without a key', 'GET /ws/jobs/', 'Upgrade: websocket', 'HTTP/1.1 400'],
  ['by another method', 'POST /ws/jobs/', 'Upgrade: websocket', 'HTTP/1.1 405'],
  ['of another protocol', 'GET /__mock__/clock', 'Upgrade: h2c', 'HTTP/1.1 200'],
])('an upgrade %s is answered over HTTP', async (_, line, header, answer) => {
  const { port } = await serveOverHttp()
  const head = `${line} HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\n${header}\r\n\r\n`
  expect(await sendRaw(port, head)).toContain(answer)
})

describe('a request that offers another protocol', () => {
  const START = 'POST /__mock__/videos'
  const body = '{"id": 5, "seconds": 60}'
  const length = `Content-Length: ${body.length}\r\n`

  test.each([
    ['with its head', [offeringLast(START, length) + body]],
    ['after its head', [offeringLast(START, length), body]],
    ['in pieces', [offeringLast(START, length), body.slice(0, 9), body.slice(9)]],
    [
      'in chunks',
      [offeringLast(START, 'Transfer-Encoding: chunked\r\n'), `18\r\n${body}\r\n0\r\n\r\n`],
    ],
  ])('is taken with the body that comes %s', async (_, pieces) => {
    const { backend, port } = await serveOverHttp()
    expect(await sendRaw(port, ...pieces)).toContain('{"kind":"video","id":"5"}')
    expect(await backend.jobs()).toMatchObject([{ id: '5' }])
  })

  test('is told to go on where it waits for that', async () => {
    const { port } = await serveOverHttp()
    const head = offeringLast(START, `${length}Expect: 100-continue\r\n`)
    expect(statuses(await sendRaw(port, head, body))).toEqual(['100', '201'])
  })

  test('may be long', async () => {
    const { backend, port } = await serveOverHttp()
    const title = '가'.repeat(33_000)
    const long = JSON.stringify({ title })
    const head = offeringLast(START, `Content-Length: ${Buffer.byteLength(long)}\r\n`)
    expect(statuses(await sendRaw(port, head + long))).toEqual(['201'])
    expect(await backend.jobs()).toMatchObject([{ title }])
  })

  test('may be a form', async () => {
    const { port } = await serveOverHttp()
    const form = [
      ...[
        '--b',
        'Content-Disposition: form-data; name="file"; filename="a.mp4"',
        '',
        'x',
        '--b--',
        '',
      ],
    ].join('\r\n')
    const type = 'Content-Type: multipart/form-data; boundary=b\r\n'
    const head = offeringLast('POST /media/videos/', `${type}Content-Length: ${form.length}\r\n`)
    expect(await sendRaw(port, head + form)).toContain('"title":"a.mp4"')
  })

  test('is refused for what is wrong with its body', async () => {
    const { port } = await serveOverHttp()
    const head = offeringLast('PUT /__mock__/faults', 'Content-Length: 15\r\n')
    expect(await sendRaw(port, `${head}{"db": "tired"}`)).toContain('db must be')
  })

  test('is followed by others on its connection, as many as there are', async () => {
    const { backend, port, lines } = await serveOverHttp()
    const same = offering('PUT /__mock__/faults', 'Content-Length: 13\r\n') + '{"db":"down"}'
    const last = 'GET /media/videos/42/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    const sent = [...Array<string>(12).fill(same), offering('GET /nowhere'), last]
    expect(statuses(await sendRaw(port, ...sent))).toEqual([
      ...Array<string>(12).fill('200'),
      ...['404', '503'],
    ])
    expect(await backend.faults()).toEqual({ db: 'down' })
    expect(lines).toHaveLength(14)
  })

  test('waits for the answers to those that came before it', async () => {
    const { port } = await serveOverHttp()
    const before = 'GET /media/videos/ HTTP/1.1\r\nHost: a\r\n\r\n'
    const sent = [before, before, offering(START, length), body, offeringLast('GET /nowhere')]
    expect(statuses(await sendRaw(port, sent.join('')))).toEqual(['200', '200', '201', '404'])
  })

  test('may hang up while it waits', async () => {
    const { base, port } = await serveOverHttp()
    const sent = `GET /media/videos/ HTTP/1.1\r\nHost: a\r\n\r\n${offering('GET /nowhere')}`
    for (let i = 0; i < 20; i++) {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(sent, () => {
          if (i % 2) socket.destroy()
          else setImmediate(() => socket.resetAndDestroy())
        })
      })
      await new Promise((resolve) => socket.on('close', resolve))
    }
    expect((await fetch(`${base}/__mock__/clock`)).status).toBe(200)
  })

  test('keeps nobody from closing the server', async () => {
    const { server, port } = await serveOverHttp()
    const socket = connect(port, '127.0.0.1', () => socket.write(offering('GET /__mock__/clock')))
    await new Promise((resolve) => socket.once('data', resolve))
    await new Promise((resolve) => server.close(resolve))
  })
})

test('a client that hangs up in the middle disturbs nobody', async () => {
  const { backend, port } = await serveOverHttp()
  for (let i = 0; i < 20; i++) {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /ws/jobs/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n')
      socket.write('Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n')
      socket.write('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
      if (i % 2) socket.destroy()
      else socket.resetAndDestroy()
    })
    await new Promise((resolve) => socket.on('close', resolve))
  }
  await open(port, '/ws/jobs/').opened
  expect((await backend.metrics()).push.clients).toBe(1)
})
