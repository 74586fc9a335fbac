/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now`; null where it is absent
 * or neither a number of seconds nor an HTTP date (RFC 9110, 10.2.3). A date that has passed is 0.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  const value = header?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  // Date.parse reads "1.5" or "-3" as dates too; an HTTP date starts with the name of a day.
  const date = /^[a-z]{3,9},? /i.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
