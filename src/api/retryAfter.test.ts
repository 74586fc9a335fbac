import { describe, expect, it, vi } from 'vitest'
import { retryAfterMs } from './retryAfter'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const HALF_A_MINUTE_ON = 'Sun, 01 Mar 2026 00:00:30 GMT'

describe('Retry-After', () => {
  it('in more seconds than a number can hold is still a number', () => {
    const headers = new Headers({ 'Retry-After': '9'.repeat(400) })
    expect(retryAfterMs(headers, NOW)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it.each([HALF_A_MINUTE_ON, 'Sunday, 01-Mar-26 00:00:30 GMT', 'Sun Mar  1 00:00:30 2026'])(
    'may be a date, in GMT wherever the page is: %s',
    (date) => {
      vi.stubEnv('TZ', 'Asia/Seoul')
      expect(retryAfterMs(new Headers({ 'Retry-After': date }), NOW)).toBe(30_000)
    },
  )

  it.each(['0', '2001', 'March 7', 'clock 10', ''])(
    'is compared with the own clock where the server’s says %j',
    (date) => {
      const headers = new Headers({ 'Retry-After': HALF_A_MINUTE_ON, Date: date })
      expect(retryAfterMs(headers, NOW)).toBe(30_000)
    },
  )
})
