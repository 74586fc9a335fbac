import type { MockBackend } from '../createMockBackend'

/**
 * Puts a value into Redis behind everybody's back. There is no control for it: a snapshot is
 * changed and taken up again.
 *
 * @param ttlSeconds Of a key that was not there; one that was keeps its own.
 */
export async function writeToRedis(
  backend: MockBackend,
  key: string,
  value: string,
  ttlSeconds: number,
): Promise<void> {
  const snapshot = await backend.snapshot()
  const { now } = await backend.clock()
  const entries = new Map(snapshot.redis.entries)
  const expiresAt = entries.get(key)?.expiresAt ?? now + ttlSeconds * 1000
  entries.set(key, { value, expiresAt })
  const changed = { ...snapshot, redis: { ...snapshot.redis, entries: [...entries] } }
  if (!(await backend.restore(changed))) throw new Error('The snapshot was not taken up again.')
}

/** A status entry in progress, of which nothing was heard since `updatedAt` (epoch ms). */
export function runningEntry(resource: 'video' | 'job', tenant: string, updatedAt: number): string {
  const updated_at = new Date(updatedAt).toISOString()
  return JSON.stringify(
    resource === 'video'
      ? { status: 'PROCESSING', tenant, updated_at }
      : { status: 'RUNNING', tenant, job_type: 'excel_parsing', updated_at },
  )
}
