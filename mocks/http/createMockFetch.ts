import type { MockBackend } from '../createMockBackend'
import { createRouter } from './createRouter'
import { fromFormData, fromRequest, toResponse } from './fetchMessages'
import type { MockRequest } from './messages'

/**
 * A `fetch` that `backend` answers in this process, on any origin and under any base path. It
 * rejects with the reason of a `signal` that aborts, and with a TypeError where no route answers.
 */
export function createMockFetch(backend: MockBackend): typeof fetch {
  const router = createRouter(backend)
  return async (input, init) => {
    const whole = input instanceof Request ? new Request(input, init) : undefined
    const signal = whole?.signal ?? init?.signal
    signal?.throwIfAborted()
    const request = whole ? fromRequest(whole) : fromParts(input as string | URL, init)
    const { method, origin, path } = request
    const found = router.find(path)
    const answer = found?.answers.get(method)
    if (!found || !answer) {
      throw new TypeError(
        `Failed to fetch: the mock has no answer to ${method} ${origin}${path}. Check the path, its slash at the end, and the method.`,
      )
    }
    const answered = answer(request, found.params)
    return toResponse(await (signal ? unlessAborted(signal, answered) : answered))
  }
}

/** What two arguments ask for, without the cost of a Request. */
function fromParts(input: string | URL, init: RequestInit = {}): MockRequest {
  const url = typeof input === 'string' ? new URL(input, pageUrl()) : input
  const { headers: given, body } = init
  const headers = given instanceof Headers ? given : new Headers(given)
  const isForm = body instanceof FormData
  return {
    method: init.method?.toUpperCase() ?? 'GET',
    origin: url.origin,
    path: url.pathname,
    query: url.search.slice(1),
    header: (name) =>
      isForm && name === 'content-type' ? 'multipart/form-data' : headers.get(name),
    text: () => (typeof body === 'string' ? Promise.resolve(body) : new Response(body).text()),
    form: async () =>
      fromFormData(isForm ? body : await new Response(body, { headers }).formData()),
  }
}

/** What a relative URL is relative to; undefined where there is no page. */
function pageUrl(): string | undefined {
  return typeof location === 'undefined' ? undefined : location.href
}

/** Settles as `work` does, or rejects with the signal's reason if that comes first. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', abort)
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort)
    })
  })
}
