import type { Clock } from '../clock'

/** What an API process remembers by itself, beside its stores. Not metered: it is no store. */
export interface Memory {
  /** Undefined: nothing, or no longer. */
  get(key: string): Promise<unknown>
  /** Does nothing if `overtaken` says so in the moment of writing. */
  set(key: string, value: unknown, ttlMs: number, overtaken?: () => boolean): Promise<void>
  /** False when there is something already. */
  setIfAbsent(key: string, value: unknown, ttlMs: number): Promise<boolean>
}

export type MemoryState = Map<string, { value: unknown; expiresAt: number }>

/** How much is remembered at most; then the oldest goes first. */
const CAPACITY = 10_000

/** Memory on `clock`, kept in the map that `state` gives at each use. */
export function createMemory(clock: Clock, state: () => MemoryState): Memory {
  function alive(key: string): unknown {
    const entry = state().get(key)
    return entry && clock.now() < entry.expiresAt ? entry.value : undefined
  }
  function put(key: string, value: unknown, ttlMs: number): void {
    const entries = state()
    entries.delete(key)
    if (entries.size >= CAPACITY)
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        break
      }
    entries.set(key, { value, expiresAt: clock.now() + ttlMs })
  }
  return {
    get: (key) => Promise.resolve(alive(key)),
    set(key, value, ttlMs, overtaken) {
      if (!overtaken?.()) put(key, value, ttlMs)
      return Promise.resolve()
    },
    setIfAbsent(key, value, ttlMs) {
      const absent = alive(key) === undefined
      if (absent) put(key, value, ttlMs)
      return Promise.resolve(absent)
    },
  }
}

/** A memory each use of which waits for its turn. */
export function memoryTakingTurns(
  memory: Memory,
  look: <T>(work: () => Promise<T>) => Promise<T>,
  change: <T>(work: () => Promise<T>) => Promise<T>,
): Memory {
  return {
    get: (key) => look(() => memory.get(key)),
    set: (key, value, ttlMs, overtaken) => change(() => memory.set(key, value, ttlMs, overtaken)),
    setIfAbsent: (key, value, ttlMs) => change(() => memory.setIfAbsent(key, value, ttlMs)),
  }
}
