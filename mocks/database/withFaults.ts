import { underFault, type StoreFault } from '../storeFault'
import type { Database } from './port'

/** A database that behaves as `fault()` says, asked at each query. `wait` is how lateness is felt. */
export function databaseWithFaults(
  database: Database,
  fault: () => StoreFault,
  wait: (ms: number) => Promise<void>,
): Database {
  const run = <T>(query: () => Promise<T>) => underFault('database', fault(), wait, query)
  return {
    select: (table, where) => run(() => database.select(table, where)),
    insert: (table, row) => run(() => database.insert(table, row)),
    update: (table, where, changes) => run(() => database.update(table, where, changes)),
    delete: (table, where) => run(() => database.delete(table, where)),
  }
}
