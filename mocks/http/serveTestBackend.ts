import { setupServer } from 'msw/node'
import { onTestFinished } from 'vitest'
import type { MockBackendOptions } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { createHandlers } from './createHandlers'

/** A test backend behind MSW for as long as a test lasts, and a way to ask it. */
export function serveTestBackend(options: MockBackendOptions = {}, base = 'https://api.example') {
  const { backend, waits } = createTestBackend(options)
  const server = setupServer(...createHandlers(backend))
  server.listen({ onUnhandledRequest: 'error' })
  onTestFinished(() => {
    server.close()
  })

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body !== undefined && {
        body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    const isJson = response.headers.get('Content-Type')?.includes('json')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    }
  }
  return { backend, send, waits }
}
