/** What one line of the request log tells. */
export interface Answered {
  method: string
  /** Path and query as they were sent. */
  target: string
  /** Null: the client hung up before there was an answer. */
  status: number | null
  /** `X-Status-Source`, where there is one. */
  source: string | undefined
  ms: number
}

const LONGEST_TARGET = 200

/** `2025-01-01T00:00:00.000Z GET /media/videos/42/ 200 redis 0.4ms` */
export function logLine({ method, target, status, source, ms }: Answered): string {
  const cut = target.length > LONGEST_TARGET ? `${target.slice(0, LONGEST_TARGET)}…` : target
  return `${new Date().toISOString()} ${method} ${cut} ${status ?? 'aborted'} ${source ?? '-'} ${ms.toFixed(1)}ms`
}
