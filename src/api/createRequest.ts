import { JobStatusError } from '../job/JobStatusError'
import { responseError } from './responseError'

export type RequestOptions = {
  /** Sent as `X-Tenant-Code`. */
  tenant?: string
  /** Extra headers. A function is asked at each request, and once more after a 401. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>)
  /** As for `fetch`. Default `same-origin`. */
  credentials?: RequestCredentials
  /** Default: the global `fetch` at the time of the request. */
  fetch?: typeof fetch
  /** How long a request may take, body included. Default 10,000 ms. */
  timeoutMs?: number
}

/**
 * Sends one request and reads its 2xx response with `read`.
 *
 * @throws JobStatusError for everything else. An abort by `signal` throws its reason.
 */
export type Request = <T>(
  url: string,
  /** `unlimited`: a file may take longer than an answer. */
  init: RequestInit & { unlimited?: boolean },
  signal: AbortSignal | undefined,
  read: (response: Response) => Promise<T>,
) => Promise<T>

export function createRequest(options: RequestOptions): Request {
  const { tenant, headers, timeoutMs = 10_000 } = options
  // Text would pass the comparisons alone.
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > TIMEOUT_MAX_MS) {
    throw new RangeError(
      `Failed to make a job client: timeoutMs is ${String(timeoutMs)}. Pass milliseconds over 0 and up to ${TIMEOUT_MAX_MS}.`,
    )
  }

  async function send(url: string, init: RequestInit): Promise<Response> {
    const given = typeof headers === 'function' ? await headers() : headers
    const all = allHeaders(given, init.headers, tenant)
    const { credentials, fetch: ownFetch } = options
    return (ownFetch ?? fetch)(url, { ...init, headers: all, ...(credentials && { credentials }) })
  }

  const once: Request = async (url, { unlimited = false, ...init }, signal, read) => {
    signal?.throwIfAborted()
    // Not AbortSignal.timeout: fake timers do not reach it, and it cannot be cleared.
    const controller = new AbortController()
    const forward = () => {
      controller.abort(signal?.reason)
    }
    signal?.addEventListener('abort', forward)
    const timer = unlimited
      ? undefined
      : setTimeout(() => {
          controller.abort(
            new JobStatusError(
              'timeout',
              `Failed to reach ${url}: no answer in ${timeoutMs} ms. Check the connection.`,
            ),
          )
        }, timeoutMs)
    try {
      // Raced, because a headers function or a fetch that ignores its signal may hang for ever.
      const aborted = new Promise<never>((_, reject) => {
        controller.signal.addEventListener('abort', () => {
          reject(controller.signal.reason as Error)
        })
      })
      const answered = async () => {
        const response = await send(url, { ...init, signal: controller.signal })
        if (!response.ok) throw await responseError(url, response)
        return read(response)
      }
      return await Promise.race([answered(), aborted])
    } catch (cause) {
      controller.signal.throwIfAborted()
      if (cause instanceof JobStatusError) throw cause
      throw new JobStatusError(
        'network',
        `Failed to reach ${url}: ${cause instanceof Error ? cause.message : 'no response'}. Check the connection.`,
        { cause },
      )
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', forward)
    }
  }

  return (url, init, signal, read) =>
    once(url, init, signal, read).catch((error: unknown) => {
      // Headers that a function gives may only have expired: a 401 counts after fresh ones.
      if (typeof headers === 'function' && error instanceof JobStatusError && error.status === 401)
        return once(url, init, signal, read)
      throw error
    })
}

/** What a timer can count. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

function allHeaders(
  given: HeadersInit | undefined,
  own: HeadersInit | undefined,
  tenant: string | undefined,
): Headers {
  try {
    const all = new Headers(given)
    if (!all.has('Accept')) all.set('Accept', 'application/json')
    if (tenant !== undefined) all.set('X-Tenant-Code', tenant)
    new Headers(own).forEach((value, name) => {
      all.set(name, value)
    })
    return all
  } catch (cause) {
    throw new JobStatusError(
      'misconfigured',
      'Failed to build a request: its headers hold what HTTP cannot carry. Check headers and tenant.',
      { cause },
    )
  }
}

/**
 * Reads a response's JSON.
 *
 * @throws JobStatusError `malformed` when it is something else.
 */
export async function readJson(response: Response): Promise<unknown> {
  const text = (await response.text()).trim()
  try {
    return JSON.parse(text)
  } catch (cause) {
    const what = text === '' ? 'an empty body' : text.startsWith('<') ? 'a page of HTML' : 'text'
    throw new JobStatusError(
      'malformed',
      `Failed to read an answer: expected JSON, got ${what}. Check that the base URL is the status API's.`,
      { status: response.status, cause },
    )
  }
}
