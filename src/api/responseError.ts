import { JobStatusError, type JobStatusErrorKind } from '../job/JobStatusError'
import { asText } from '../job/wire'
import { retryAfterMs } from './retryAfter'

const KINDS: Partial<Record<number, JobStatusErrorKind>> = {
  400: 'misconfigured',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'gone',
  410: 'gone',
}

/** What a response that is not 2xx means, with the server's own words if it sent any. */
export async function responseError(url: string, response: Response): Promise<JobStatusError> {
  const { status } = response
  const detail = readDetail(await response.text().catch(() => ''))
  const mayAsk = status === 429 || status === 503
  const words = detail === null ? '' : ` (${detail})`
  return new JobStatusError(
    KINDS[status] ?? 'http',
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
  try {
    const body = JSON.parse(text) as unknown[] | { detail?: unknown }
    const said = Array.isArray(body) ? body : [body.detail]
    return said.filter(asText).join(' ') || null
  } catch {
    return null
  }
}
