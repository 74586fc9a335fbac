import type { StrategyName } from '../backend/inputs'
import {
  expectedBody,
  expectedEntry,
  isQueued,
  isTerminal,
  newer,
  readProgress,
  readStatusEntry,
  type Columns,
  type Progress,
} from './expectedBody'
import { keyOf, type Reader } from './operations'
import { nameOf, select, type Row, type Stores } from './stores'

/** What one read must be answered with. */
export interface ExpectedAnswer {
  status: 200 | 404 | 503
  source: 'redis' | 'cache' | 'db' | null
  retryAfter: string | null
  /** The highest of what the answer is put together from. */
  version: string | null
  body: Record<string, unknown>
}

/** What reading must do to Redis: keys written, with their entry and time to live, and keys gone. */
export interface ExpectedWrites {
  written: Map<string, { entry: Record<string, unknown>; ttlSeconds: number }>
  gone: Set<string>
}

export interface Prediction extends ExpectedWrites {
  answers: ExpectedAnswer[]
  /** Queries by table, and Redis commands. */
  cost: { video: number; ai_job: number; get: number; set: number; del: number; expire: number }
}

const NOT_FOUND: ExpectedAnswer = {
  status: 404,
  source: null,
  retryAfter: null,
  version: null,
  body: { detail: '찾을 수 없습니다.' },
}
const UNAVAILABLE: ExpectedAnswer = {
  status: 503,
  source: null,
  retryAfter: '5',
  version: null,
  body: { detail: '일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.' },
}

const CACHE_MS = { active: 5_000, terminal: 3_600_000 }
const MISSING_MS = 5_000
const SILENCE_MS = 60_000
const CHECK_MS = 60_000

/**
 * Says what reading a status must come to, from the rules of reading alone. What the API process
 * remembers from read to read it remembers itself; the rest it sees in the stores.
 */
export class Oracle {
  #cache = new Map<string, { row: Row; until: number }>()
  #missingUntil = new Map<string, number>()
  /** By job alone: an id is one job's, whichever tenant an entry names. */
  #checkedAt = new Map<string, number>()

  /** A job of this tenant was created, retried or deleted. */
  changed(job: Reader): void {
    this.#cache.delete(memoryKey(job))
    this.#missingUntil.delete(memoryKey(job))
    this.#checkedAt.delete(nameOf(job))
  }

  reset(): void {
    this.#cache.clear()
    this.#missingUntil.clear()
    this.#checkedAt.clear()
  }

  /** Reads that are made at once all see the stores as they are now. */
  read(strategy: StrategyName, stores: Stores, readers: readonly Reader[]): Prediction {
    const prediction: Prediction = {
      answers: [],
      cost: { video: 0, ai_job: 0, get: 0, set: 0, del: 0, expire: 0 },
      written: new Map(),
      gone: new Set(),
    }
    const read = new Reading(stores, prediction)
    const later: (() => void)[] = []
    const shared = new Map<string, ExpectedAnswer>()
    for (const reader of readers) {
      switch (strategy) {
        case 'db':
          prediction.answers.push(read.fromRow(reader, read.selected(reader), 'db'))
          break
        case 'cache':
          prediction.answers.push(this.#readCache(read, reader, later))
          break
        case 'redis-first':
          prediction.answers.push(redisFirst(read, reader))
          break
        case 'redis-first-hardened':
          prediction.answers.push(this.#readHardened(read, reader, shared, later))
          break
      }
    }
    for (const remember of later) remember()
    return prediction
  }

  #readCache(read: Reading, reader: Reader, later: (() => void)[]): ExpectedAnswer {
    const key = memoryKey(reader)
    const cached = this.#cache.get(key)
    if (cached && read.stores.now < cached.until) return read.fromRow(reader, cached.row, 'cache')
    const row = read.selected(reader)
    if (row && row !== 'down') {
      const ms = isTerminal(row.status) ? CACHE_MS.terminal : CACHE_MS.active
      later.push(() => this.#cache.set(key, { row, until: read.stores.now + ms }))
    }
    return read.fromRow(reader, row, 'db')
  }

  #readHardened(
    read: Reading,
    reader: Reader,
    shared: Map<string, ExpectedAnswer>,
    later: (() => void)[],
  ): ExpectedAnswer {
    const { now } = read.stores
    const key = memoryKey(reader)
    const found = read.mget(reader)
    if (found.entry && !found.broken) {
      if (found.entry.tenant !== (reader.tenant ?? 'academy')) return NOT_FOUND
      const answer = read.fromEntry(reader, found.entry, found.progress)
      if (!isSilent(found.entry, found.progress, now)) return answer
      // Whoever asks while it is being checked is told what Redis says.
      if (shared.has(key)) return answer
      const checkedAt = this.#checkedAt.get(nameOf(reader))
      if (checkedAt !== undefined && now - checkedAt < CHECK_MS) return answer
      const row = read.selected(reader)
      const checked = this.#checked(read, reader, row, answer, later)
      shared.set(key, checked)
      return checked
    }
    const already = shared.get(key)
    if (already) return already
    if (now < (this.#missingUntil.get(key) ?? 0)) return NOT_FOUND
    const row = read.selected(reader)
    const answer = read.fromSelected(reader, row, found.progress)
    shared.set(key, answer)
    if (row === undefined) later.push(() => this.#missingUntil.set(key, now + MISSING_MS))
    else if (row !== 'down') {
      // Where Redis does not answer it may yet hold something that the row has to win over.
      if (read.stores.faults.redis === 'up')
        later.push(() => this.#checkedAt.set(nameOf(reader), now))
      read.writeBack(reader, row)
    }
    return answer
  }

  /** What a heartbeat check comes to. */
  #checked(
    read: Reading,
    reader: Reader,
    row: Row | 'down' | undefined,
    fromRedis: ExpectedAnswer,
    later: (() => void)[],
  ): ExpectedAnswer {
    // A check that the database did not answer counts, too: a database in trouble is left alone.
    later.push(() => this.#checkedAt.set(nameOf(reader), read.stores.now))
    if (row === 'down') return fromRedis
    if (row === undefined) {
      later.push(() => this.#missingUntil.set(memoryKey(reader), read.stores.now + MISSING_MS))
      read.dropKeys(reader)
      return NOT_FOUND
    }
    if (!isTerminal(row.status)) return fromRedis
    read.repair(reader, row)
    return read.fromSelected(reader, row, null)
  }
}

function redisFirst(read: Reading, reader: Reader): ExpectedAnswer {
  const found = read.mget(reader)
  if (found.entry && !found.broken) {
    return found.entry.tenant === (reader.tenant ?? 'academy')
      ? read.fromEntry(reader, found.entry, found.progress)
      : NOT_FOUND
  }
  return read.fromSelected(reader, read.selected(reader), found.progress)
}

/** Rule 8: a running job of which nothing was heard for over a minute. */
function isSilent(entry: Columns, progress: Progress | null, now: number): boolean {
  if (isTerminal(entry.status) || isQueued(entry.status)) return false
  const heard = newer(entry['updated_at'], progress?.['updated_at'])
  return heard === undefined || now - Date.parse(heard) > SILENCE_MS
}

/** A terminal answer is the status's alone. What is not a worker's may have no version. */
function highest(status: Columns, progress: Progress | null): string | null {
  const versions = [status['version'], isTerminal(status.status) ? null : progress?.['version']]
  const known = versions.filter((version) => typeof version === 'number')
  return known.length === 0 ? null : String(Math.max(...known))
}

const memoryKey = (reader: Reader) => `${reader.tenant ?? 'academy'}/${nameOf(reader)}`

/** Reads of the stores at one moment, which adds up what they cost. */
class Reading {
  readonly stores: Stores
  readonly #prediction: Prediction

  constructor(stores: Stores, prediction: Prediction) {
    this.stores = stores
    this.#prediction = prediction
  }

  selected(reader: Reader): Row | 'down' | undefined {
    if (this.stores.faults.db === 'down') return 'down'
    this.#prediction.cost[reader.resource === 'video' ? 'video' : 'ai_job']++
    return select(this.stores, reader)
  }

  /** Rules 1 and 2: what both keys say, if Redis says it within 100 ms. */
  mget(reader: Reader): { entry: Columns | null; progress: Progress | null; broken: boolean } {
    const { redis } = this.stores.faults
    if (redis !== 'down') this.#prediction.cost.get++
    if (redis !== 'up') return { entry: null, progress: null, broken: false }
    const status = this.stores.redis.get(keyOf(reader, 'status'))?.value
    const progress = this.stores.redis.get(keyOf(reader, 'progress'))?.value
    const entry = readStatusEntry(status)
    return {
      entry,
      progress: readProgress(progress),
      // A terminal answer is the status's alone.
      broken:
        progress !== undefined &&
        readProgress(progress) === null &&
        !(entry !== null && isTerminal(entry.status)),
    }
  }

  /** A row, from wherever, beside the progress that Redis has. */
  fromRow(reader: Reader, row: Row | 'down' | undefined, source: 'db' | 'cache'): ExpectedAnswer {
    if (row === undefined || row === 'down' || isTerminal(row.status)) {
      return this.fromSelected(reader, row, null, source)
    }
    const { redis } = this.stores.faults
    if (redis !== 'down') this.#prediction.cost.get++
    const value = this.stores.redis.get(keyOf(reader, 'progress'))?.value
    return this.fromSelected(reader, row, redis === 'up' ? readProgress(value) : null, source)
  }

  fromSelected(
    { resource, id }: Reader,
    row: Row | 'down' | undefined,
    progress: Progress | null,
    source: 'db' | 'cache' = 'db',
  ): ExpectedAnswer {
    if (row === 'down') return UNAVAILABLE
    if (row === undefined) return NOT_FOUND
    const columns = row as Row & Columns
    const body = expectedBody(resource, id, columns, progress, row.title)
    const version = highest(columns, progress)
    return { status: 200, source, retryAfter: null, version, body }
  }

  fromEntry({ resource, id }: Reader, entry: Columns, progress: Progress | null): ExpectedAnswer {
    const body = expectedBody(resource, id, entry, progress, undefined)
    const version = highest(entry, progress)
    return { status: 200, source: 'redis', retryAfter: null, version, body }
  }

  /** Rule 5. */
  writeBack(reader: Reader, row: Row): void {
    // Of a Redis that has not answered nothing is known, and nothing more is asked.
    if (this.stores.faults.redis !== 'up') return
    this.#prediction.cost.set++
    const key = keyOf(reader, 'status')
    if (this.stores.redis.has(key)) return
    const ttlSeconds = isTerminal(row.status) ? 3600 : 5
    this.#prediction.written.set(key, { entry: expectedEntry(row), ttlSeconds })
  }

  /** Rule 8: the terminal row wins. */
  repair(reader: Reader, row: Row): void {
    this.#prediction.cost.set++
    this.#prediction.cost.del++
    const written = { entry: expectedEntry(row), ttlSeconds: 3600 }
    this.#prediction.written.set(keyOf(reader, 'status'), written)
    this.#prediction.gone.add(keyOf(reader, 'progress'))
  }

  dropKeys(reader: Reader): void {
    this.#prediction.cost.del++
    this.#prediction.gone.add(keyOf(reader, 'status'))
    this.#prediction.gone.add(keyOf(reader, 'progress'))
  }
}
