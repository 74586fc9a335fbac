import type { Database } from './port'

/** A database each of whose queries waits for its turn. */
export function databaseTakingTurns(
  database: Database,
  turn: <T>(work: () => Promise<T>) => Promise<T>,
): Database {
  return {
    select: (table, where) => turn(() => database.select(table, where)),
    insert: (table, row) => turn(() => database.insert(table, row)),
    update: (table, where, changes) => turn(() => database.update(table, where, changes)),
    delete: (table, where) => turn(() => database.delete(table, where)),
  }
}
