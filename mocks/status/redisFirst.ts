import { isTerminal, type Database } from '../database/port'
import {
  progressKey,
  statusKey,
  type JobStatusEntry,
  type ProgressEntry,
  type VideoStatusEntry,
} from '../redis/entries'
import type { Redis } from '../redis/port'
import { jobBody, videoBodyFromEntry } from './bodies'
import { readEntry } from './readEntry'
import type { StatusStrategy } from './port'
import { readRow } from './readRow'

/**
 * Redis first, the database as the fallback:
 *
 * 1. Status and progress in one `MGET`. In progress: answered from both. Terminal: from the status.
 * 2. A miss, a Redis that rejects (it is down, or late), a value that is no entry: `SELECT` by id and tenant.
 * 3. The entry's tenant is compared too: another tenant's job does not exist.
 * 4. The database needed and down: unavailable.
 */
export function createRedisFirst(redis: Redis, database: Database): StatusStrategy {
  return {
    async read(resource, id, tenant) {
      const keys = [statusKey(resource, id), progressKey(resource, id)]
      const values = await redis.mget(keys).catch(() => undefined)
      const status = readEntry<VideoStatusEntry & JobStatusEntry>(
        values?.[0] ?? null,
        resource === 'video' ? ['status', 'tenant'] : ['status', 'tenant', 'job_type'],
      )
      const progress = readEntry<ProgressEntry>(values?.[1] ?? null, ['step', 'updated_at'])
      const latest = progress.type === 'entry' ? progress.entry : null

      if (status.type === 'entry') {
        const { entry } = status
        if (entry.tenant !== tenant) return { type: 'notFound' }
        if (isTerminal(entry.status) || progress.type !== 'invalid') {
          const body =
            resource === 'video'
              ? videoBodyFromEntry(Number(id), entry, latest)
              : jobBody(id, entry, latest)
          return { type: 'found', source: 'redis', body }
        }
      }
      return readRow(database, resource, id, tenant, latest)
    },
  }
}
