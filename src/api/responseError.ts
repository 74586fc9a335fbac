import { JobStatusError, type JobStatusErrorKind } from '../job/JobStatusError'
import { retryAfterMs } from './retryAfter'

function kindOf(status: number): JobStatusErrorKind {
  switch (status) {
    case 400:
      return 'misconfigured'
    case 401:
    case 403:
      return 'unauthorized'
    case 404:
    case 410:
      return 'gone'
    default:
      return 'http'
  }
}

/** What a response that is not 2xx means, with the server's own words if it sent any. */
export async function responseError(url: string, response: Response): Promise<JobStatusError> {
  const { status } = response
  const detail = readDetail(await response.text().catch(() => ''))
  const mayAsk = status === 429 || status === 503
  const words = detail === null ? '' : ` (${detail})`
  return new JobStatusError(
    kindOf(status),
    `Failed to get ${url}: the server answered ${status}${words}.`,
    {
      status,
      detail,
      retryAfterMs: mayAsk ? retryAfterMs(response.headers, Date.now()) : null,
    },
  )
}

/** Errors are `{"detail": "…"}` or an array of strings; a proxy's HTML page says nothing to a user. */
function readDetail(text: string): string | null {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return null
  }
  const said: unknown[] = Array.isArray(body)
    ? body
    : typeof body === 'object' && body !== null && 'detail' in body
      ? [body.detail]
      : []
  return said.filter((part) => typeof part === 'string' && part.trim() !== '').join(' ') || null
}
