import { STATUS_CODES, ServerResponse, type IncomingMessage, type Server } from 'node:http'
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

  server.on('upgrade', (request, stream, head) => {
    const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (isSocket && readTarget(request.url ?? '').path.endsWith('/ws/jobs/')) {
      void upgrade(request, stream, head)
    } else {
      declineUpgrade(server, request)
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

/** No socket is to be had there, or it is another protocol, HTTP/2 say: answered as if nobody had asked. */
function declineUpgrade(server: Server, request: IncomingMessage): void {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(request.socket)
  response.on('finish', () => {
    request.socket.end()
  })
  server.emit('request', request, response)
}
