import { isTerminal } from '../database/port'
import { readProgressOf } from './entries'
import type { StatusSources, StatusStrategy } from './port'
import { fromRow, selectRow } from './rows'

/** As it was: `SELECT` the row by id and tenant at every request; progress from Redis. */
export function createDb({ redis, database }: StatusSources): StatusStrategy {
  return {
    async read(resource, id, tenant) {
      const row = await selectRow(database, resource, id, tenant)
      if (!row) return { type: 'notFound' }
      const inProgress = !isTerminal(row.columns.status)
      return fromRow(row, inProgress ? await readProgressOf(redis, resource, id) : null, 'db')
    },
  }
}
