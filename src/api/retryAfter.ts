/** How each of the three forms of an HTTP date begins and ends (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d( GMT| \d{4})$/i

/** Epoch ms, or NaN for what is no HTTP date: `Date.parse` takes "retry 10" for a day in 2001. */
function parseHttpDate(text: string): number {
  if (!HTTP_DATE.test(text)) return NaN
  // The oldest form names no zone, and means GMT.
  return Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`)
}

/**
 * How long `Retry-After` asks to wait, in milliseconds; null where it is absent or neither a number
 * of seconds nor an HTTP date (RFC 9110, 10.2.3). A date is compared with the server's own clock
 * where `Date` tells it, else with `now`; one that has passed is 0.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get('Retry-After')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER)
  const until = parseHttpDate(value)
  if (Number.isNaN(until)) return null
  const serverNow = parseHttpDate(headers.get('Date') ?? '')
  return Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow))
}
