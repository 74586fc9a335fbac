/** A time left in the grain in which it is said; null where nothing is said. */
export type TimeLeft =
  | { unit: 'soon' }
  | { unit: 'seconds'; seconds: number }
  | { unit: 'minutes'; minutes: number }
  | { unit: 'hours'; hours: number; minutes: number }
  | null

const DAY_S = 86_400
/** Up to here it is soon. */
export const SOON_MS = 10_000

/**
 * Under 10 s it is soon; under a minute it is told in tens of seconds, then in minutes, then in
 * hours and minutes; unknown or above 24 h it is not told. A time that has run out is soon, too; and
 * what was soon once (`wasSoon`) is so up to a minute: the seconds of a server go up and down.
 */
export function timeLeft(seconds: number | null, wasSoon = false): TimeLeft {
  if (seconds === null || !Number.isFinite(seconds) || seconds > DAY_S) return null
  if (seconds < SOON_MS / 1000 || (wasSoon && seconds <= 60)) return { unit: 'soon' }
  const tens = Math.round(seconds / 10) * 10
  if (tens < 60) return { unit: 'seconds', seconds: tens }
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return { unit: 'minutes', minutes }
  return { unit: 'hours', hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}
