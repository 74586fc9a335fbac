import { isTerminal } from '../database/port'
import { readProgressOf } from './entries'
import { cachedRowKey } from './memoryKeys'
import type { StatusSources, StatusStrategy } from './port'
import { fromRow, selectRow, type StatusRow } from './rows'

const ACTIVE_TTL_MS = 5_000
const TERMINAL_TTL_MS = 3_600_000

/**
 * The row through a cache: 5 s while in progress, an hour once terminal; progress from Redis. Two
 * who miss at once both `SELECT`, as with most caches.
 */
export function createCache(sources: StatusSources): StatusStrategy {
  const { redis, database, memory, changesOf } = sources
  return {
    async read(resource, id, tenant) {
      const key = cachedRowKey(resource, id, tenant)
      const cached = (await memory.get(key)) as StatusRow | undefined
      const row = cached ?? (await select())
      if (!row) return { type: 'notFound' }
      const progress = isTerminal(row.columns.status)
        ? null
        : await readProgressOf(redis, resource, id)
      return fromRow(row, progress, cached ? 'cache' : 'db')

      async function select() {
        const before = changesOf(resource, id)
        const overtaken = () => changesOf(resource, id) !== before
        const selected = await selectRow(database, resource, id, tenant)
        if (selected) {
          const ttlMs = isTerminal(selected.columns.status) ? TERMINAL_TTL_MS : ACTIVE_TTL_MS
          await memory.set(key, selected, ttlMs, overtaken)
        }
        return selected
      }
    },
  }
}
