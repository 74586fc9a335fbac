import type { Readings } from './control'

type History = Readings['history']
type Second = History[number]

export const COUNTED = ['requests', 'redis', 'select'] as const satisfies (keyof Second)[]
export type Counted = (typeof COUNTED)[number]

/** Counts per second at each of `x`, seconds before now. A count holds until the next one. */
export type Rates = { x: number[] } & Record<Counted, number[]>

/**
 * Sixty means over the last `minutes`. A poll every two seconds would else be drawn as a comb; so
 * each is over whole seconds that are past, and always over the same ones.
 */
export function ratesOf(history: History, minutes: number): Rates {
  const span = minutes
  const groups = new Map<number, Second[]>()
  for (const second of past(history)) {
    const group = Math.floor(second.t / 1000 / span)
    groups.set(group, [...(groups.get(group) ?? []), second])
  }
  const whole = [...groups.values()].filter((group) => group.length === span).slice(-60)
  const rates: Rates = { x: [], requests: [], redis: [], select: [] }
  for (const [index, group] of whole.entries()) {
    rates.x.push((index - whole.length) * span)
    for (const name of COUNTED) rates[name].push(mean(group, name))
  }
  // The last mean holds up to the right edge.
  if (whole.length > 0) rates.x.push(0)
  for (const name of COUNTED) rates[name].push(...rates[name].slice(-1))
  return rates
}

/** Means over the last ten seconds that are past. */
export function presentRates(history: History): Record<Counted, number> {
  const seconds = past(history).slice(-10)
  return {
    requests: mean(seconds, 'requests'),
    redis: mean(seconds, 'redis'),
    select: mean(seconds, 'select'),
  }
}

/** The last entry is of the second that goes on. */
const past = (history: History): History => history.slice(0, -1)

const mean = (seconds: readonly Second[], name: Counted) =>
  seconds.reduce((sum, second) => sum + second[name], 0) / Math.max(1, seconds.length)

/** What a counter stood at, and when: epoch ms of real time. */
export interface Sample {
  at: number
  total: number
}

/** The samples of the last ten seconds, and the last before them; a counter that was reset begins anew. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const before = next.total < (samples.at(-1)?.total ?? 0) ? [] : samples
  const first = before.findLastIndex(({ at }) => at <= next.at - 10_000)
  return [...before.slice(Math.max(0, first)), next]
}

/** How often a counter went up a second, over all of the samples. */
export function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  return first && last && last.at > first.at
    ? (1000 * (last.total - first.total)) / (last.at - first.at)
    : 0
}
