import type { Database, DatabaseCounters, QueryCounters, TableName, Tables } from './port'

/** The rows and counters of a database, as structured data. */
export interface MemoryDatabaseState {
  rows: { [T in TableName]: Tables[T][] }
  counters: Record<TableName, QueryCounters>
}

/** A database in memory, with what stands outside of queries: looking in, and its state. */
export interface MemoryDatabase extends Database {
  /** All rows of both tables. Counts as no query. */
  rows(): MemoryDatabaseState['rows']
  /** The row with this primary key, by copy. Counts as no query. */
  row<T extends TableName>(table: T, key: PrimaryKey): Tables[T] | undefined
  counters(): DatabaseCounters
  resetCounters(): void
  save(): MemoryDatabaseState
  load(state: MemoryDatabaseState): void
}

type PrimaryKey = string | number
const PRIMARY_KEY = { video: 'id', ai_job: 'job_id' } as const

/** The rows of each table by primary key, oldest first. */
type Storage = { [T in TableName]: Map<unknown, Tables[T]> }

const noQueries = (): QueryCounters => ({ select: 0, insert: 0, update: 0, delete: 0 })

export function emptyDatabase(): MemoryDatabaseState {
  return {
    rows: { video: [], ai_job: [] },
    counters: { video: noQueries(), ai_job: noQueries() },
  }
}

/** `onQuery` hears of every query that is counted. */
export function createMemoryDatabase(
  onQuery: (query: keyof QueryCounters, table: TableName) => void = () => undefined,
): MemoryDatabase {
  const stored: Storage = { video: new Map(), ai_job: new Map() }
  let { counters } = emptyDatabase()

  function count(query: keyof QueryCounters, table: TableName): void {
    counters[table][query]++
    onQuery(query, table)
  }

  const keyOf = <T extends TableName>(table: T, columns: Partial<Tables[T]>): unknown =>
    (columns as Record<string, unknown>)[PRIMARY_KEY[table]]

  /** The rows that equal `where`; found by primary key where that is given. */
  function matching<T extends TableName>(table: T, where: Partial<Tables[T]>): Tables[T][] {
    const columns = Object.keys(where) as (keyof Tables[T])[]
    const matches = (row: Tables[T]) => columns.every((column) => row[column] === where[column])
    const key = keyOf(table, where)
    if (key === undefined) return [...stored[table].values()].filter(matches)
    const row = stored[table].get(key)
    return row && matches(row) ? [row] : []
  }

  const rows = () => ({ video: [...stored.video.values()], ai_job: [...stored.ai_job.values()] })

  return {
    // Rows cross the port by copy: nobody outside may change a stored one.
    select(table, where) {
      count('select', table)
      return Promise.resolve(structuredClone(matching(table, where)))
    },
    insert(table, row) {
      count('insert', table)
      const key = keyOf(table, row)
      if (stored[table].has(key)) {
        return Promise.reject(new Error(`Failed to insert into ${table}: the key is taken.`))
      }
      stored[table].set(key, structuredClone(row))
      return Promise.resolve()
    },
    update(table, where, changes) {
      count('update', table)
      const changed = matching(table, where)
      for (const row of changed) Object.assign(row, structuredClone(changes))
      return Promise.resolve(changed.length)
    },
    delete(table, where) {
      count('delete', table)
      const removed = matching(table, where)
      for (const row of removed) stored[table].delete(keyOf(table, row))
      return Promise.resolve(removed.length)
    },

    rows: () => structuredClone(rows()),
    row: (table, key) => structuredClone(stored[table].get(key)),
    counters() {
      const { video, ai_job } = counters
      return {
        select: video.select + ai_job.select,
        insert: video.insert + ai_job.insert,
        update: video.update + ai_job.update,
        delete: video.delete + ai_job.delete,
        byTable: structuredClone(counters),
      }
    },
    resetCounters() {
      counters = emptyDatabase().counters
    },
    save: () => structuredClone({ rows: rows(), counters }),
    load(state) {
      const loaded = structuredClone(state)
      stored.video = new Map(loaded.rows.video.map((row) => [row.id, row]))
      stored.ai_job = new Map(loaded.rows.ai_job.map((row) => [row.job_id, row]))
      counters = loaded.counters
    },
  }
}
