import { underFault, type StoreFault } from '../storeFault'
import type { Redis } from './port'

/** A Redis that behaves as `fault()` says, asked at each command. `wait` is how lateness is felt. */
export function redisWithFaults(
  redis: Redis,
  fault: () => StoreFault,
  wait: (ms: number) => Promise<void>,
): Redis {
  const run = <T>(command: () => Promise<T>) => underFault('Redis', fault(), wait, command)
  return {
    mget: (keys) => run(() => redis.mget(keys)),
    get: (key) => run(() => redis.get(key)),
    set: (key, value, options) => run(() => redis.set(key, value, options)),
    del: (keys, onlyIf) => run(() => redis.del(keys, onlyIf)),
    expire: (key, ttlSeconds) => run(() => redis.expire(key, ttlSeconds)),
  }
}
