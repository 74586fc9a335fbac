import { http, type HttpHandler, type WebSocketHandler } from 'msw'
import type { MockBackend } from '../createMockBackend'
import { createPushHandler } from './createPushHandler'
import { createRouter } from './createRouter'
import { fromRequest, toResponse } from './fetchMessages'

/**
 * MSW handlers for the status API, the control API and the push server of one backend, on any origin
 * and under any base path.
 */
export function createHandlers(backend: MockBackend): (HttpHandler | WebSocketHandler)[] {
  const router = createRouter(backend)

  function find(request: Request) {
    const found = router.find(new URL(request.url).pathname)
    const answer = found?.answers.get(request.method)
    return answer && { answer, params: found?.params ?? {} }
  }

  return [
    http.all(
      ({ request }) => find(request) !== undefined,
      async ({ request }) => {
        const found = find(request)
        return found && toResponse(await found.answer(fromRequest(request), found.params))
      },
    ),
    createPushHandler(backend),
  ]
}
