import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { MockBackend } from '../../createMockBackend'
import { isLocal } from './cors'
import { logLine } from './logLine'

/** The longest message that a client may send, in bytes. */
export const MESSAGE_LIMIT = 64 * 1024
/** What a client is told when the server stops (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001

interface Refusal {
  status: number
  detail: string
}

/**
 * Makes an HTTP server the push server of a backend, under any base path, for pages of local origins
 * and whatever is no page. `log` takes a line for each client that comes. When the server closes, so
 * do the sockets.
 */
export function servePush(server: Server, backend: MockBackend, log: (line: string) => void): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT,
    perMessageDeflate: false,
  })

  async function refusal({ url = '', headers }: IncomingMessage): Promise<Refusal | undefined> {
    if (headers.origin !== undefined && !isLocal(headers.origin)) {
      return { status: 403, detail: 'Pages of this origin may not use the mock.' }
    }
    return backend.refusePush(readTarget(url).tenant)
  }

  function take(socket: WebSocket, { url = '' }: IncomingMessage): void {
    const connection = backend.connect({
      tenant: readTarget(url).tenant,
      send: (text) => {
        socket.send(text)
      },
      drop: () => {
        socket.terminate()
      },
    })
    socket
      .on('message', (data: Buffer, isBinary) => {
        connection.receive(isBinary ? data : data.toString())
      })
      .on('close', () => {
        connection.close()
      })
      // It is closed then, with the code that tells the client why.
      .on('error', () => undefined)
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const startedAt = performance.now()
    const hangUp = () => {
      stream.destroy()
    }
    stream.on('error', hangUp)
    const refused = await refusal(request)
    if (refused) refuse(stream, refused)
    else {
      stream.off('error', hangUp)
      sockets.handleUpgrade(request, stream, head, (socket) => {
        take(socket, request)
      })
    }
    const status = refused?.status ?? 101
    const ms = performance.now() - startedAt
    log(logLine({ method: 'GET', target: request.url ?? '', status, source: undefined, ms }))
  }

  /** What each connection was asked last; its answer may be still to come. */
  const answers = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answers.set(socket, response)
  })
  server.on('upgrade', (request, stream, head) => {
    const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (isSocket && readTarget(request.url ?? '').path.endsWith('/ws/jobs/')) {
      void upgrade(request, stream, head)
    } else {
      declineUpgrade(server, request, stream, head, answers.get(stream))
    }
  })
  const close = server.close.bind(server)
  server.close = (done) => {
    for (const socket of sockets.clients) socket.close(GOING_AWAY)
    return close(done)
  }
}

function readTarget(url: string): { path: string; tenant: string | null } {
  const [path = '', query = ''] = url.split('?', 2)
  return { path, tenant: new URLSearchParams(query).get('tenant') }
}

function refuse(stream: Duplex, { status, detail }: Refusal): void {
  const body = JSON.stringify({ detail })
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}

/**
 * No socket is to be had there, or it is another protocol, HTTP/2 say: answered as if nobody had
 * asked. Node has let go of the connection with the body unread, so the server gets it anew, with
 * the request in front of what is still to come, and without the offer: it cannot come here again.
 */
function declineUpgrade(
  server: Server,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  before: ServerResponse | undefined,
): void {
  const ignore = () => undefined
  const again = () => {
    // The client has hung up while it waited.
    if (!stream.writable) return
    stream.off('error', ignore)
    // How long it may be idle was counted from the answer before.
    request.socket.setTimeout(0)
    stream.unshift(Buffer.concat([withoutOffer(request), head]))
    server.emit('connection', stream)
  }
  // Answers go out in the order of the requests, of which the server knows none when it begins anew.
  if (!before || before.writableFinished) again()
  else {
    stream.on('error', ignore)
    before.once('close', again)
  }
}

/** The head of a request as it came, but for the protocol that it offers. */
function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method ?? ''} ${url ?? ''} HTTP/${httpVersion}\r\n`
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (name.toLowerCase() !== 'upgrade') head += `${name}: ${rawHeaders[i + 1] ?? ''}\r\n`
  }
  return Buffer.from(`${head}\r\n`, 'latin1')
}
