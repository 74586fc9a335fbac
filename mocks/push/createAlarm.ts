import type { Core } from '../backend/core'

/** Nobody is woken more often than this, in real milliseconds. */
const SHORTEST_MS = 100
/** How often one looks at what others who share the state have done, in real milliseconds. */
const OTHERS_MS = 1_000
/** What a timer can wait at most. */
const LONGEST_MS = 2 ** 31 - 1

/** Looks when something is due, because those who are told do not ask. */
export interface Alarm {
  /** To be called whenever what is due may have changed, and at the end of each turn. */
  set(): void
}

/** `watching`: how many sockets there are, and whether any is subscribed. With none nobody looks. */
export function createAlarm(
  core: Core,
  watching: () => { sockets: number; subscriptions: boolean },
): Alarm {
  let cancel: () => void = () => undefined
  /** The mock's time when the alarm last went off. */
  let wokenAt = NaN
  /** Whether this turn is the alarm's, at the time of the one before: the clock stands still. */
  let isVain = false

  function waitMs(): number {
    const { sockets, subscriptions } = watching()
    if (sockets === 0) return Infinity
    const others = core.isShared ? OTHERS_MS : Infinity
    const next = core.jobs.next()
    const { speed } = core.clock
    if (!subscriptions || !next || speed === 0 || isVain) return others
    return Math.min(others, (next.event.at - core.clock.now()) / speed)
  }

  function wake(): void {
    void core.look(() => {
      isVain = core.now() === wokenAt
      wokenAt = core.now()
    })
  }

  return {
    set() {
      cancel()
      cancel = () => undefined
      const ms = waitMs()
      isVain = false
      if (ms === Infinity) return
      cancel = core.timers.after(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.ceil(ms))), wake)
    },
  }
}
