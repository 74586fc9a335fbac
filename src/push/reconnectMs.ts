const BASE_MS = 2_000
const MAX_MS = 30_000
/** A server that never said anything has no socket to offer, as far as two attempts can tell. */
const ATTEMPTS = 2
const RARELY_MS = 10 * 60_000

/**
 * How long to wait for the next attempt after the `failures`th in a row: as after failed requests,
 * min(30 s, 2 s · 2ⁿ⁻¹), half of it random, so that many clients do not return in step. Where no
 * socket ever worked, 5 to 10 minutes after two attempts. `random` is from 0 to 1.
 */
export function reconnectMs(failures: number, hasWorked: boolean, random: number): number {
  const whole =
    !hasWorked && failures >= ATTEMPTS ? RARELY_MS : Math.min(MAX_MS, BASE_MS * 2 ** (failures - 1))
  return whole / 2 + (whole / 2) * random
}
