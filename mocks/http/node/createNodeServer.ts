import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { MockBackend } from '../../createMockBackend'
import { BodyError } from '../BodyError'
import { createRouter } from '../createRouter'
import type { Form, MockRequest, Reply } from '../messages'
import { detail, noContent } from '../replies'
import { sampleFile } from '../sampleFile'
import { corsHeaders } from './cors'
import { logLine } from './logLine'
import { readForm, readText } from './readBody'
import { readSample } from './readSample'
import { servePush } from './servePush'

export interface NodeServerOptions {
  /** Where the files of the sample video are. */
  sampleFolder: URL
  /** Takes a line for each API request, and for each control request but those that only look. */
  log: (line: string) => void
}

/**
 * An HTTP server for the status API, the control API and the push server of one backend, and for the
 * stream of every finished video, under any base path. Pages of local origins may use it. It is yet to listen.
 */
export function createNodeServer(backend: MockBackend, options: NodeServerOptions): Server {
  const { sampleFolder, log } = options
  const router = createRouter(backend)

  async function answer(request: MockRequest): Promise<Reply> {
    const { method, path } = request
    if (method === 'OPTIONS') return noContent()
    const wanted = method === 'HEAD' ? 'GET' : method
    const found = router.find(path)
    const known = found?.answers.get(wanted)
    if (known) return known(request, found?.params ?? {})
    const sample = sampleFile(path)
    if (sample !== undefined && wanted === 'GET') return readSample(sampleFolder, sample)
    const methods = sample === undefined ? found?.answers.keys() : ['GET']
    if (!methods) return detail(404, `There is no ${path} here. Check the slash at its end.`)
    return detail(405, `${method} is not allowed here.`, { Allow: allow(methods) })
  }

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const request = new NodeRequest(incoming)
    let reply: Reply | undefined
    try {
      reply = await answer(request)
      send(response, reply, corsHeaders(incoming))
    } catch (error) {
      reply = refusal(error)
      if (reply) send(response, reply, corsHeaders(incoming))
      if (!(error instanceof BodyError)) log(String((error as Error).stack))
    }
    if (!isWorthALine(request)) return
    const { status = null, headers } = reply ?? {}
    const source = headers?.['X-Status-Source']
    const ms = performance.now() - startedAt
    log(logLine({ method: request.method, target: incoming.url ?? '', status, source, ms }))
  }

  const server = createServer((incoming, response) => {
    void respond(incoming, response)
  })
  servePush(server, backend, log)
  return server
}

/** A class, and a plain list of headers below: both are made for every request, and so are cheap. */
class NodeRequest implements MockRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  private readonly incoming: IncomingMessage

  constructor(incoming: IncomingMessage) {
    const { method = 'GET', url = '/' } = incoming
    // A client that takes this for a proxy sends a whole URL.
    const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '')
    const mark = target.indexOf('?')
    this.method = method
    this.path = mark < 0 ? target : target.slice(0, mark)
    this.query = mark < 0 ? '' : target.slice(mark + 1)
    this.incoming = incoming
  }

  get origin(): string {
    return `http://${this.incoming.headers.host ?? ''}`
  }

  header(name: string): string | null {
    const value = this.incoming.headers[name]
    return typeof value === 'string' ? value : null
  }

  text(): Promise<string> {
    return readText(this.incoming)
  }

  form(): Promise<Form> {
    return readForm(this.incoming)
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, cors: string[]): void {
  const all = [...cors]
  for (const name in headers) all.push(name, headers[name] ?? '')
  if (body === null) {
    response.writeHead(status, all).end()
    return
  }
  const content = typeof body === 'string' ? body : new Uint8Array(body)
  all.push('Content-Length', String(Buffer.byteLength(content)))
  response.writeHead(status, all).end(content)
}

/** Undefined: nobody is there to be told. */
function refusal(error: unknown): Reply | undefined {
  if (!(error instanceof BodyError)) {
    return detail(500, 'The mock failed to answer. Its log says why.')
  }
  switch (error.kind) {
    case 'tooLarge':
      return detail(413, error.message)
    case 'hungUp':
      return undefined
  }
}

/** What GET answers, HEAD does too. */
function allow(methods: Iterable<string>): string {
  return [...methods].map((method) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ')
}

/** A page that looks at the mock every second, and preflights, would drown the rest. */
function isWorthALine({ method, path }: MockRequest): boolean {
  if (method === 'OPTIONS') return false
  return !path.includes('/__mock__/') || (method !== 'GET' && method !== 'HEAD')
}
