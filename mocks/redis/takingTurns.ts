import type { Redis } from './port'

/** A Redis each of whose commands waits for its turn. */
export function redisTakingTurns(
  redis: Redis,
  turn: <T>(work: () => Promise<T>) => Promise<T>,
): Redis {
  return {
    mget: (keys) => turn(() => redis.mget(keys)),
    get: (key) => turn(() => redis.get(key)),
    set: (key, value, options) => turn(() => redis.set(key, value, options)),
    del: (keys, onlyIf) => turn(() => redis.del(keys, onlyIf)),
    expire: (key, ttlSeconds) => turn(() => redis.expire(key, ttlSeconds)),
  }
}
