/**
 * Why an answer is missing:
 *
 * | kind | means |
 * | --- | --- |
 * | `network` | no response at all |
 * | `timeout` | no response in time |
 * | `http` | 5xx, 408, 429, or a 4xx with no kind of its own |
 * | `malformed` | a 200 that is not this job |
 * | `unauthorized` | 401, 403 |
 * | `gone` | 404, 410 |
 * | `misconfigured` | 400, or a request that could not be built |
 */
export type JobStatusErrorKind =
  'network' | 'timeout' | 'http' | 'malformed' | 'unauthorized' | 'gone' | 'misconfigured'

type Details = {
  /** HTTP status, where there was a response. */
  status?: number
  /** What `Retry-After` asked for, in milliseconds from the moment of the answer. */
  retryAfterMs?: number | null
  /** The server's own words (`detail`). Text from a server: show it as text. */
  detail?: string | null
  cause?: unknown
}

/** An answer that is not one. The message says what failed and what to do. */
export class JobStatusError extends Error {
  override readonly name = 'JobStatusError'
  readonly kind: JobStatusErrorKind
  readonly status: number | null = null
  readonly retryAfterMs: number | null = null
  readonly detail: string | null = null
  constructor(kind: JobStatusErrorKind, message: string, { cause, ...details }: Details = {}) {
    super(message, { cause })
    this.kind = kind
    Object.assign(this, details)
  }
}
