import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { createMockBackend, createMockFetch, type MockBackend } from '../../mocks'
import { servePush } from '../../mocks/http/node/servePush'

/** A status request as the server saw it. */
export type Asked = {
  /** The tab that sent it: `?tab=` of its address. */
  tab: string
  /** When it came, epoch ms. */
  at: number
  tenant: string
  /** Whether the answer told that the job has ended. */
  terminal: boolean
}

export type ServedSite = {
  /** Its origin, ending in a slash. */
  url: string
  backend: MockBackend
  /** The status requests, in the order in which they came; each once its answer is known. */
  asked: Asked[]
  /** Resolved before an answer is sent. Default: at once. */
  beforeAnswer: (asked: Asked) => Promise<void>
  close: () => Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** It names an icon, or the browser would ask for one and print that there is none. */
const AWAY = '<!doctype html><title>Away</title><link rel="icon" href="data:,">'

/**
 * Serves a build for a real backend, with a mock backend of its own, on an origin of its own: what
 * its tabs share they share with no other test. It has a socket, too. `/away` is another page of the
 * site, and `/slow?ms=` answers after so long.
 */
export async function serveSite(folder: string): Promise<ServedSite> {
  const backend = createMockBackend({ requireTenant: true })
  const ask = createMockFetch(backend)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '' } = request
    const { referer, 'x-tenant-code': tenant } = request.headers
    const at = Date.now()
    const reply = await ask(new URL(url, site.url), {
      method,
      headers: typeof tenant === 'string' ? { 'X-Tenant-Code': tenant } : {},
    })
    const body = await reply.text()
    const isStatus = new URL(url, site.url).pathname !== '/media/videos/'
    if (method === 'GET' && isStatus) {
      const tab = new URL(referer ?? site.url).searchParams.get('tab') ?? ''
      const asked = { tab, at, tenant: String(tenant), terminal: isTerminal(body) }
      site.asked.push(asked)
      await site.beforeAnswer(asked)
    }
    response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(body)
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', site.url)
    if (pathname.startsWith('/media/videos/')) {
      await answer(request, response)
    } else if (pathname === '/slow') {
      setTimeout(() => response.end(), Number(searchParams.get('ms')))
    } else if (pathname === '/away') {
      response.writeHead(200, { 'Content-Type': TYPES['.html'] }).end(AWAY)
    } else {
      const name = pathname === '/' ? 'index.html' : normalize(pathname)
      const content = await readFile(join(folder, name))
      response.writeHead(200, { 'Content-Type': TYPES[extname(name)] }).end(content)
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      response.writeHead(404).end(String(error))
    })
  })
  servePush(server, backend, () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const site: ServedSite = {
    url: `http://127.0.0.1:${port}/`,
    backend,
    asked: [],
    beforeAnswer: () => Promise.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
  return site
}

function isTerminal(body: string): boolean {
  const { status } = JSON.parse(body) as { status?: string }
  return status === 'READY' || status === 'FAILED'
}
