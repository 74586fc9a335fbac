import { http, type HttpHandler } from 'msw'
import type { MockBackend } from '../createMockBackend'
import { createApiRoutes } from './apiRoutes'
import { createControlRoutes } from './controlRoutes'
import { matchPath } from './routes'

/**
 * MSW handlers for the status API and the control API of one backend, on any origin and under any
 * base path.
 */
export function createHandlers(backend: MockBackend): HttpHandler[] {
  return [...createApiRoutes(backend), ...createControlRoutes(backend)].map((route) =>
    http[route.method](
      ({ request }) => {
        const params = matchPath(route.path, request.url)
        return { matches: params !== undefined, params: { ...params } }
      },
      ({ request }) => route.answer(request, matchPath(route.path, request.url) ?? {}),
    ),
  )
}
