/** A Redis that takes longer than this to answer a status request counts as down. */
export const REDIS_PATIENCE_MS = 100

/**
 * Waiting that gives up: what takes longer than `limitMs` is waited for that long, then rejects.
 * It is the lateness of the store that counts, not how long its caller stood in a queue.
 */
export function waitAtMost(
  limitMs: number,
  wait: (ms: number) => Promise<void>,
): (ms: number) => Promise<void> {
  return async (ms) => {
    await wait(Math.min(ms, limitMs))
    if (ms > limitMs) throw new Error(`Failed to wait: ${ms} ms is more than ${limitMs} ms.`)
  }
}
