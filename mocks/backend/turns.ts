/** Runs one piece of work at a time, in the order asked. */
export type TakeTurns = <T>(work: () => Promise<T>) => Promise<T>

/** The state of a backend to whoever shares it, to be touched only within a turn. */
export interface SharedState {
  save(): unknown
  /** False: not a state of this version, and nothing has changed. */
  load(snapshot: unknown): boolean
  /** Whether the state has changed since this was last asked. */
  takeChanged(): boolean
}

/** Turns within one process. */
export function oneAtATime(): TakeTurns {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
