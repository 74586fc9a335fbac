/** What the mock asks of a Redis. Each method is one command. */
export interface Redis {
  /** The values in the order of the keys; null where there is none. */
  mget(keys: readonly string[]): Promise<(string | null)[]>
  get(key: string): Promise<string | null>
  /** False when the condition did not hold, and nothing was written. */
  set(key: string, value: string, options: SetOptions): Promise<boolean>
  /** How many of the keys there were. With `onlyIf` none goes unless that key holds this value (a script). */
  del(keys: readonly string[], onlyIf?: { key: string; equals: string }): Promise<number>
  /** Gives the key a new time to live. False: there is no such key. */
  expire(key: string, ttlSeconds: number): Promise<boolean>
}

export interface SetOptions {
  ttlSeconds: number
  /** `NX`: there is no such key. */
  onlyIfAbsent?: boolean
  /** `IFEQ` (Redis 8.4, Valkey 8.1): the key holds this very value. */
  onlyIfEquals?: string
}

/** Commands since the start or the last reset. An `MGET` is one get, a refused `SET NX` is a set. */
export interface RedisCounters {
  get: number
  set: number
  del: number
  expire: number
}
