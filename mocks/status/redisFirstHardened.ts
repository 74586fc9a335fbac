import { isTerminal } from '../database/port'
import {
  TERMINAL_TTL_SECONDS,
  progressKey,
  statusKey,
  toStatusEntry,
  type Resource,
} from '../redis/entries'
import { StoreDownError } from '../storeFault'
import { fromEntries, readEntries, type Entries } from './entries'
import { checkedKey, missingKey } from './memoryKeys'
import type { StatusNotFound, StatusFound, StatusSources, StatusStrategy } from './port'
import { fromRow, selectRow, type StatusRow } from './rows'

/** How long a written-back entry of a job in progress lives, unless its worker writes again. */
const WRITE_BACK_TTL_SECONDS = 5
/** How long a missing row is remembered. */
const MISSING_MS = 5_000
/** A running job whose worker has been silent for longer is checked against its row. */
const SILENCE_MS = 60_000
/** And no more often than this. */
const CHECK_EVERY_MS = 60_000

/**
 * What one would deploy: rules 1–4 of `createRedisFirst`, and
 *
 * 5. What the database answered is written back only where the key is absent (`SET NX`): 5 s while
 *    in progress, 3,600 s once terminal. A worker's next progress write renews it to the full.
 * 6. Concurrent misses for one job share one `SELECT`.
 * 7. A missing row is remembered for 5 s, by tenant and id, until the job is created.
 * 8. Heartbeat: a running job whose entries are over 60 s old is checked against its row, once a
 *    minute at most. A terminal row wins and repairs the entry; no row at all wins, too.
 */
export function createRedisFirstHardened(sources: StatusSources): StatusStrategy {
  const { redis, database, memory, clock, changesOf } = sources
  const selecting = new Map<string, Promise<StatusRow | undefined>>()

  /** Rules 5 to 7, once for all who miss at the same time. */
  function select(resource: Resource, id: string, tenant: string, redisAnswers: boolean) {
    const before = changesOf(resource, id)
    // Who asks after a change must not be given what was read before it.
    const key = `${resource}/${id}/${tenant}/${before}`
    const underWay = selecting.get(key)
    if (underWay) return underWay
    const overtaken = () => changesOf(resource, id) !== before
    const started = selectAndRemember().finally(() => selecting.delete(key))
    selecting.set(key, started)
    return started

    async function selectAndRemember() {
      if (await memory.get(missingKey(resource, id, tenant))) return undefined
      const row = await selectRow(database, resource, id, tenant)
      if (!row) await memory.set(missingKey(resource, id, tenant), true, MISSING_MS, overtaken)
      else if (redisAnswers) {
        // A row that was read just now need not be read again because its worker is silent.
        await memory.set(checkedKey(resource, id), true, CHECK_EVERY_MS, overtaken)
        if (!overtaken()) await writeBack(statusKey(resource, id), row).catch(ignore)
      }
      return row
    }

    async function writeBack(status: string, row: StatusRow) {
      const ttlSeconds = isTerminal(row.columns.status)
        ? TERMINAL_TTL_SECONDS
        : WRITE_BACK_TTL_SECONDS
      const entry = entryOf(row)
      const written = await redis.set(status, entry, { ttlSeconds, onlyIfAbsent: true })
      // Deleted while this was under way: a miss is always right, an old entry is not.
      if (written && overtaken()) await redis.del([status], { key: status, equals: entry })
    }
  }

  /** Rule 8. Undefined: the entries stand. */
  async function checked(
    resource: Resource,
    id: string,
    tenant: string,
    stored: string,
  ): Promise<StatusFound | StatusNotFound | undefined> {
    if (!(await memory.setIfAbsent(checkedKey(resource, id), true, CHECK_EVERY_MS)))
      return undefined
    const before = changesOf(resource, id)
    const overtaken = () => changesOf(resource, id) !== before
    try {
      const row = await selectRow(database, resource, id, tenant)
      if (row && !isTerminal(row.columns.status)) return undefined
      if (!row) await memory.set(missingKey(resource, id, tenant), true, MISSING_MS, overtaken)
      await repair(resource, id, stored, row).catch(ignore)
      return row ? fromRow(row, null, 'db') : { type: 'notFound' }
    } catch (error) {
      if (!(error instanceof StoreDownError)) throw error
      return undefined
    }
  }

  async function repair(
    resource: Resource,
    id: string,
    stored: string,
    row: StatusRow | undefined,
  ) {
    const [status, progress] = [statusKey(resource, id), progressKey(resource, id)]
    // Only the entry that was judged goes: the API may have written another by now.
    if (!row) return redis.del([status, progress], { key: status, equals: stored })
    const condition = { ttlSeconds: TERMINAL_TTL_SECONDS, onlyIfEquals: stored }
    return (await redis.set(status, entryOf(row), condition)) && redis.del([progress])
  }

  return {
    async read(resource, id, tenant) {
      const entries = await readEntries(redis, resource, id)
      if (entries?.status) {
        const { stored, entry } = entries.status
        if (entry.tenant !== tenant) return { type: 'notFound' }
        const silent = isRunning(entry.status) && silentMs(entries, clock.now()) > SILENCE_MS
        return (
          (silent && (await checked(resource, id, tenant, stored))) ||
          fromEntries(resource, id, entry, entries.progress)
        )
      }
      const row = await select(resource, id, tenant, entries !== undefined)
      return row ? fromRow(row, entries?.progress ?? null, 'db') : { type: 'notFound' }
    },
  }
}

const ignore = () => undefined

/** Queued jobs have no heartbeat. */
const isRunning = (status: string) =>
  !isTerminal(status) && status !== 'PENDING' && status !== 'UPLOADED'

/** Since the newer of the two entries was written; without end when neither tells a time. */
function silentMs({ status, progress }: Entries, now: number): number {
  const times = [status?.entry.updated_at, progress?.updated_at]
    .map((text) => Date.parse(text ?? ''))
    .filter((time) => !Number.isNaN(time))
  return now - Math.max(-Infinity, ...times)
}

/** A row as a worker would have written it to Redis, which holds no title. */
function entryOf(row: StatusRow): string {
  if (row.resource === 'video') {
    const { tenant, status, hls_path, duration, error_reason, version, updated_at } = row.columns
    const state = { status, hls_path, duration, error_reason }
    return toStatusEntry({ ...state, tenant, version, updated_at })
  }
  const { tenant, job_type, status, result, error_message, version, updated_at } = row.columns
  const state = { status, result, error_message }
  return toStatusEntry({ ...state, tenant, job_type, version, updated_at })
}
