import { setupServer, type SetupServer } from 'msw/node'
import type { MockBackend } from './createMockBackend'
import { createHandlers } from './http/createHandlers'

/**
 * An MSW server that answers for `backend` in Node. Call `listen()` before the tests and `close()`
 * after them. Unlike MSW's own, its `listen()` makes a request that nothing answers an error,
 * unless it is told otherwise.
 */
export function createMockServer(backend: MockBackend): SetupServer {
  const server = setupServer(...createHandlers(backend))
  const listen = server.listen.bind(server)
  server.listen = (options) => {
    listen({ onUnhandledRequest: 'error', ...options })
  }
  return server
}
