import { fromEntries, readEntries } from './entries'
import type { StatusSources, StatusStrategy } from './port'
import { fromRow, selectRow } from './rows'

/**
 * Redis first, the database as the fallback:
 *
 * 1. Status and progress in one `MGET`. In progress: answered from both. Terminal: from the status.
 * 2. A miss, a Redis that rejects (it is down, or late), a value that is no entry: `SELECT` by id and tenant.
 * 3. The entry's tenant is compared too: another tenant's job does not exist.
 * 4. The database needed and down: rejects. Down alone: what Redis holds is still answered.
 */
export function createRedisFirst({ redis, database }: StatusSources): StatusStrategy {
  return {
    async read(resource, id, tenant) {
      const entries = await readEntries(redis, resource, id)
      if (entries?.status) {
        const { entry } = entries.status
        if (entry.tenant !== tenant) return { type: 'notFound' }
        return fromEntries(resource, id, entry, entries.progress)
      }
      const row = await selectRow(database, resource, id, tenant)
      return row ? fromRow(row, entries?.progress ?? null, 'db') : { type: 'notFound' }
    },
  }
}
