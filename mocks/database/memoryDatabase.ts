import type { Database, DatabaseCounters, QueryCounters, TableName, Tables } from './port'

export interface MemoryDatabaseState {
  rows: { [T in TableName]: Tables[T][] }
  counters: Record<TableName, QueryCounters>
}

/** A database in memory, with what stands outside of queries: looking in, and its state. */
export interface MemoryDatabase extends Database {
  /** All rows of both tables. Counts as no query. */
  rows(): MemoryDatabaseState['rows']
  counters(): DatabaseCounters
  resetCounters(): void
  save(): MemoryDatabaseState
  load(state: MemoryDatabaseState): void
}

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
  let { rows, counters } = emptyDatabase()

  function count(query: keyof QueryCounters, table: TableName): void {
    counters[table][query]++
    onQuery(query, table)
  }

  function matches<Row extends object>(row: Row, where: Partial<Row>): boolean {
    return (Object.keys(where) as (keyof Row)[]).every((column) => row[column] === where[column])
  }

  function primaryKey<T extends TableName>(table: T, row: Tables[T]): Partial<Tables[T]> {
    const key = table === 'video' ? 'id' : 'job_id'
    return { [key]: row[key as keyof Tables[T]] } as Partial<Tables[T]>
  }

  return {
    // Rows cross the port by copy: nobody outside may change a stored one.
    select(table, where) {
      count('select', table)
      return Promise.resolve(structuredClone(rows[table].filter((row) => matches(row, where))))
    },
    insert(table, row) {
      count('insert', table)
      if (rows[table].some((other) => matches(other, primaryKey(table, row)))) {
        return Promise.reject(new Error(`Failed to insert into ${table}: the key is taken.`))
      }
      rows[table].push(structuredClone(row))
      return Promise.resolve()
    },
    update(table, where, changes) {
      count('update', table)
      const changed = rows[table].filter((row) => matches(row, where))
      for (const row of changed) Object.assign(row, structuredClone(changes))
      return Promise.resolve(changed.length)
    },
    delete(table, where) {
      count('delete', table)
      const before = rows[table].length
      const kept = rows[table].filter((row) => !matches(row, where))
      rows[table].splice(0, before, ...kept)
      return Promise.resolve(before - kept.length)
    },

    rows: () => structuredClone(rows),
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
    save: () => structuredClone({ rows, counters }),
    load(state) {
      ;({ rows, counters } = structuredClone(state))
    },
  }
}
