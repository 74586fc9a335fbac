/** What happened in one second of mock time. */
export interface HistorySecond {
  /** When the second began, epoch ms. */
  t: number
  /** Requests to the API. */
  requests: number
  /** `SELECT` queries. */
  select: number
  /** Redis commands, those of workers too. */
  redis: number
}

type Counted = Exclude<keyof HistorySecond, 't'>

/** The seconds in which something happened, by their number since 1970. */
export type HistoryState = Map<number, Omit<HistorySecond, 't'>>

/** How far back it goes, in seconds. */
const LENGTH = 600

const secondOf = (time: number) => Math.floor(time / 1000)

/** Counts one event at `time` (epoch ms). */
export function record(history: HistoryState, counted: Counted, time: number): void {
  const second = secondOf(time)
  const counts = history.get(second)
  if (counts) {
    counts[counted]++
    return
  }
  history.set(second, { requests: 0, select: 0, redis: 0, [counted]: 1 })
  // Twice the length, so that it is pruned once in ten minutes and not at each second.
  if (history.size > 2 * LENGTH) prune(history, time)
}

/** Forgets what is older than ten minutes at `now` (epoch ms). */
export function prune(history: HistoryState, now: number): void {
  const first = secondOf(now) - LENGTH + 1
  for (const second of history.keys()) if (second < first) history.delete(second)
}

/** One entry for each second of the ten minutes that end with the present one, oldest first. */
export function lastTenMinutes(history: HistoryState, now: number): HistorySecond[] {
  const first = secondOf(now) - LENGTH + 1
  return Array.from({ length: LENGTH }, (_, index) => ({
    t: (first + index) * 1000,
    ...(history.get(first + index) ?? { requests: 0, select: 0, redis: 0 }),
  }))
}
