import { msUntilTurn, STARTS_PER_SECOND } from './policy'

/** What waits for its turn to start. */
type Starter = { start: () => void }

/** Lets what is due start in turn, no faster than the ceiling of one page allows. */
export type Turns = {
  /** Has `item` wait for its turn: the urgent before the rest, each in the order of coming. */
  take: (item: Starter, urgent: boolean) => void
  /** Forgets an item that waits. */
  drop: (item: Starter) => void
  /** Starts what may start now, and later what may start later. */
  pump: () => void
  /** How many jobs the page asks for. */
  crowd: number
}

export function createTurns(): Turns {
  const urgent = new Set<Starter>()
  const rest = new Set<Starter>()
  let starts: number[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const turns: Turns = {
    crowd: 0,
    take(item, isUrgent) {
      ;(isUrgent ? urgent : rest).add(item)
    },
    drop(item) {
      urgent.delete(item)
      rest.delete(item)
      if (urgent.size + rest.size === 0) clearTimeout(timer)
    },
    pump() {
      clearTimeout(timer)
      for (;;) {
        const [item] = urgent.size > 0 ? urgent : rest
        if (!item) return
        const now = Date.now()
        // The clock was set back: as far apart as they were, the last of them was just now.
        const ahead = Math.max(0, (starts.at(-1) ?? now) - now)
        if (ahead > 0) starts = starts.map((at) => at - ahead)
        const ms = msUntilTurn(starts, turns.crowd, now)
        if (ms > 0) {
          timer = setTimeout(turns.pump, ms)
          return
        }
        starts = [...starts, now].slice(-STARTS_PER_SECOND)
        turns.drop(item)
        item.start()
      }
    },
  }
  return turns
}
