import type { Clock } from '../clock'
import type { Redis, RedisCounters } from './port'

/** One key as an inspector sees it. */
export interface RedisListing {
  key: string
  value: string
  /** Rounded up: a key that still lives has at least one. */
  ttlSeconds: number
}

export interface MemoryRedisState {
  entries: [key: string, entry: { value: string; expiresAt: number }][]
  counters: RedisCounters
}

/** A Redis in memory, with what stands outside of the protocol: looking in, and its state. */
export interface MemoryRedis extends Redis {
  /** What it holds now, by key. Counts as no command, like the two below. */
  list(): RedisListing[]
  flush(): void
  /** False: there is no such key. */
  remove(key: string): boolean
  counters(): RedisCounters
  resetCounters(): void
  save(): MemoryRedisState
  load(state: MemoryRedisState): void
}

export function emptyRedis(): MemoryRedisState {
  return { entries: [], counters: { get: 0, set: 0, del: 0, expire: 0 } }
}

/** Times to live run on `clock`; `onCommand` hears of every command that is counted. */
export function createMemoryRedis(
  clock: Clock,
  onCommand: (command: keyof RedisCounters) => void = () => undefined,
): MemoryRedis {
  let entries = new Map<string, { value: string; expiresAt: number }>()
  let counters = emptyRedis().counters

  function count(command: keyof RedisCounters): void {
    counters[command]++
    onCommand(command)
  }

  function alive(key: string) {
    const entry = entries.get(key)
    if (!entry || clock.now() < entry.expiresAt) return entry
    entries.delete(key)
    return undefined
  }

  const expiry = (ttlSeconds: number) => clock.now() + ttlSeconds * 1000
  const living = () => [...entries].filter(([key]) => alive(key))

  return {
    mget(keys) {
      count('get')
      return Promise.resolve(keys.map((key) => alive(key)?.value ?? null))
    },
    get(key) {
      count('get')
      return Promise.resolve(alive(key)?.value ?? null)
    },
    set(key, value, { ttlSeconds, onlyIfAbsent = false, onlyIfEquals }) {
      count('set')
      const present = alive(key)
      const refused =
        (onlyIfAbsent && present !== undefined) ||
        (onlyIfEquals !== undefined && present?.value !== onlyIfEquals)
      if (refused) return Promise.resolve(false)
      entries.set(key, { value, expiresAt: expiry(ttlSeconds) })
      return Promise.resolve(true)
    },
    del(keys, onlyIf) {
      count('del')
      if (onlyIf && alive(onlyIf.key)?.value !== onlyIf.equals) return Promise.resolve(0)
      return Promise.resolve(keys.filter((key) => alive(key) && entries.delete(key)).length)
    },
    expire(key, ttlSeconds) {
      count('expire')
      const entry = alive(key)
      if (entry) entries.set(key, { ...entry, expiresAt: expiry(ttlSeconds) })
      return Promise.resolve(entry !== undefined)
    },

    list: () =>
      living()
        .map(([key, { value, expiresAt }]) => ({
          key,
          value,
          ttlSeconds: Math.ceil((expiresAt - clock.now()) / 1000),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    flush() {
      entries.clear()
    },
    remove: (key) => alive(key) !== undefined && entries.delete(key),
    counters: () => ({ ...counters }),
    resetCounters() {
      counters = emptyRedis().counters
    },
    save: () => ({
      entries: living().map(([key, entry]) => [key, { ...entry }]),
      counters: { ...counters },
    }),
    load(state) {
      entries = new Map(state.entries.map(([key, entry]) => [key, { ...entry }]))
      counters = { ...state.counters }
    },
  }
}
