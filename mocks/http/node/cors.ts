import type { IncomingMessage } from 'node:http'

/** This machine, at any port. */
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i

const EXPOSED = 'Retry-After, X-Status-Source, X-Status-Version, Content-Disposition'
const ALLOWED = 'X-Tenant-Code, Content-Type, Authorization'

/** Whether a page of this origin may use the mock. */
export const isLocal = (origin: string) => LOCAL_ORIGIN.test(origin)

/**
 * What lets a page of a local origin send a request and read its answer, as names and values in
 * turn; a page of another origin may do neither. A preflight allows whatever header it asks for.
 */
export function corsHeaders({ method, headers }: IncomingMessage): string[] {
  const { origin } = headers
  if (origin === undefined || !isLocal(origin)) return ['Vary', 'Origin']
  const reading = [
    ...['Access-Control-Allow-Origin', origin],
    ...['Access-Control-Allow-Credentials', 'true'],
  ]
  if (method !== 'OPTIONS') {
    return ['Vary', 'Origin', ...reading, 'Access-Control-Expose-Headers', EXPOSED]
  }
  const asked = headers['access-control-request-headers']
  return [
    ...['Vary', 'Origin, Access-Control-Request-Headers'],
    ...reading,
    ...['Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE'],
    ...['Access-Control-Allow-Headers', asked ?? ALLOWED],
    ...['Access-Control-Max-Age', '86400'],
  ]
}
