import type { PollSettings } from './policy'

export type PollOptions = {
  /** From the start of one request to the start of the next, ms. Default 2,000; 200 to 3,600,000. */
  intervalMs?: number | undefined
  /** The same while the page is hidden. Default 30,000; false: no requests while hidden. */
  hiddenIntervalMs?: number | false | undefined
  /** Default true. False asks for nothing but what `refetch()` asks for. */
  enabled?: boolean | undefined
}

function checked(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 200 && value <= 3_600_000) return value
  throw new RangeError(
    `Failed to poll a job: ${name} is ${String(value)}. Pass a number of milliseconds from 200 to 3600000.`,
  )
}

/**
 * Options with their defaults.
 *
 * @throws RangeError that names an option out of range.
 */
export function pollSettings(options: PollOptions): PollSettings {
  const { enabled = true, intervalMs = 2_000, hiddenIntervalMs = 30_000 } = options
  return {
    enabled,
    intervalMs: checked('intervalMs', intervalMs),
    hiddenIntervalMs:
      hiddenIntervalMs === false ? false : checked('hiddenIntervalMs', hiddenIntervalMs),
  }
}
