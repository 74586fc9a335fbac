import { msUntilTurn, STARTS_PER_SECOND } from './policy'

/** Lets what is due start in turn, no faster than the ceiling of one page allows. */
export type Turns<T> = {
  /** Has `item` wait for its turn: the urgent before the rest, each in the order of coming. */
  take: (item: T, urgent: boolean) => void
  /** Forgets an item that waits. */
  drop: (item: T) => void
  /** Starts what may start now, and later what may start later. */
  pump: () => void
}

/** `start` is called with each item when its turn comes; `readCrowd` tells how many jobs take part. */
export function createTurns<T>(start: (item: T) => void, readCrowd: () => number): Turns<T> {
  const urgent = new Set<T>()
  const rest = new Set<T>()
  let starts: number[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function drop(item: T): void {
    urgent.delete(item)
    rest.delete(item)
    if (urgent.size + rest.size === 0) clearTimeout(timer)
  }

  function pump(): void {
    clearTimeout(timer)
    for (;;) {
      const [item] = urgent.size > 0 ? urgent : rest
      if (item === undefined) return
      const now = Date.now()
      const ms = msUntilTurn(starts, readCrowd(), now)
      if (ms > 0) {
        timer = setTimeout(pump, ms)
        return
      }
      starts = [...starts, now].slice(-STARTS_PER_SECOND)
      drop(item)
      start(item)
    }
  }

  return { take: (item, isUrgent) => (isUrgent ? urgent : rest).add(item), drop, pump }
}
