import type { ProgressTrace } from './progressTrace'

/** A job that has not changed for longer than usual: `still` at work, or `long` so. */
export type Stall = 'still' | 'long' | null

const STILL_MS = 60_000
const LONG_MS = 5 * 60_000
/** The last answer holds until the next one is due. */
const HOLDS_MS = 2_000

/** What the silence of a job means, measured by the longest one that it has broken in this attempt. */
export function stallOf(trace: ProgressTrace | null, now: number): Stall {
  if (!trace) return null
  const { silentMs, longestGapMs, checkedAt } = trace
  const forMs = silentMs + Math.min(HOLDS_MS, Math.max(0, now - checkedAt))
  if (forMs >= Math.max(LONG_MS, 6 * longestGapMs)) return 'long'
  return forMs >= Math.max(STILL_MS, 3 * longestGapMs) ? 'still' : null
}
