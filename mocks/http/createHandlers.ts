import { http, type HttpHandler } from 'msw'
import type { MockBackend } from '../createMockBackend'
import { createRouter } from './createRouter'
import { fromRequest, toResponse } from './fetchMessages'

/**
 * MSW handlers for the status API and the control API of one backend, on any origin and under any
 * base path.
 */
export function createHandlers(backend: MockBackend): HttpHandler[] {
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
  ]
}
