import type { Moment } from './Log'
import type { Options } from './history'

export type Watcher = { place: number; options: Options }

/** What the oracle knows of the page, and of those who watch one of its jobs. */
export type Surroundings = {
  visible: boolean
  online: boolean
  watchers: readonly Watcher[]
}

export const isEnabled = ({ options }: Watcher) => options.enabled !== false

/**
 * How long ago `base` was, by the clock that is the slowest since, and by the one that is the fastest.
 * Which of them a poller goes by where the computer's was set is not said.
 */
export function ages(base: Moment, now: Moment): { shortest: number; longest: number } {
  return {
    shortest: Math.min(now.t - base.t, now.wall - base.wall),
    longest: now.ahead - base.ahead,
  }
}
