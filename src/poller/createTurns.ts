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
  /** When the timer runs out. */
  let dueAt = 0

  const next = () => [...urgent, ...rest][0]

  function start(item: Starter): void {
    starts = [...starts, Date.now()].slice(-STARTS_PER_SECOND)
    turns.drop(item)
    item.start()
  }

  /** The wait is over, whatever the clock says. */
  function startNext(): void {
    // If it was set back meanwhile, what was noted before moves with it.
    const backMs = Math.max(0, dueAt - Date.now())
    starts = starts.map((at) => at - backMs)
    const item = next()
    if (item) start(item)
    turns.pump()
  }

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
      for (let item = next(); item; item = next()) {
        const now = Date.now()
        // Of what lies ahead, since the clock was set back, nobody knows how long ago it was.
        if ((starts.at(-1) ?? now) > now) starts = []
        const ms = msUntilTurn(starts, turns.crowd, urgent.size > 0, now)
        if (ms > 0) {
          dueAt = now + ms
          timer = setTimeout(startNext, ms)
          return
        }
        start(item)
      }
    },
  }
  return turns
}
