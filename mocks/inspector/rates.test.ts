import { expect, test } from 'vitest'
import { presentRates, rateOf, ratesOf, withSample, type Sample } from './rates'

/** Ten minutes that end with the second `now` (since 1970), which has hardly begun. */
function history(now: number, requestsAt: (second: number) => number) {
  return Array.from({ length: 600 }, (_, index) => {
    const second = now - 599 + index
    return { t: second * 1000, requests: requestsAt(second), redis: 0, select: 0 }
  })
}
const everyTwoSeconds = (second: number) => (second % 2 === 0 ? 5 : 0)

test('five jobs polled every two seconds are a flat 2.5 a second', () => {
  for (const now of [1000, 1001]) {
    const { x, requests } = ratesOf(history(now, everyTwoSeconds), 2)
    expect(new Set(requests)).toEqual(new Set([2.5]))
    expect([x[0], x.at(-1)]).toEqual([-120, 0])
    expect(x).toHaveLength(61)
  }
})

test('ten minutes are as many means, over ten seconds each', () => {
  const burst = (second: number) => (second === 995 ? 30 : 0)
  const { x, requests } = ratesOf(history(1000, burst), 10)
  expect(requests.at(-1)).toBe(3)
  expect(requests.reduce((sum, rate) => sum + rate, 0) - 3).toBe(3)
  expect(x.at(-2)).toBe(-10)
})

test('the second that goes on is counted when it is over', () => {
  const now = (second: number) => (second === 1000 ? 7 : 0)
  expect(ratesOf(history(1000, now), 2).requests.every((rate) => rate === 0)).toBe(true)
  expect(presentRates(history(1000, now)).requests).toBe(0)
  expect(presentRates(history(1001, now)).requests).toBe(0.7)
})

test('without a history there is nothing to draw', () => {
  expect(ratesOf([], 2)).toEqual({ x: [], requests: [], redis: [], select: [] })
  expect(presentRates([])).toEqual({ requests: 0, redis: 0, select: 0 })
})

test('a counter that goes up by three a second is a rate of three, over the last ten seconds', () => {
  let samples: Sample[] = []
  for (let second = 0; second <= 60; second++) {
    const total = second < 30 ? 0 : 3 * (second - 30)
    samples = withSample(samples, { at: second * 1000, total })
  }
  expect(samples).toHaveLength(11)
  expect(rateOf(samples)).toBe(3)
  const reset = withSample(samples, { at: 61_000, total: 1 })
  expect(rateOf(reset)).toBe(0)
  expect(rateOf(withSample(reset, { at: 62_000, total: 3 }))).toBe(2)
  expect(rateOf([])).toBe(0)
})
