import { isTerminal, type AiJobRow, type Database, type VideoRow } from '../database/port'
import type { Resource } from '../redis/entries'
import { jobBody, videoBodyFromRow } from './bodies'
import type { StoredProgress } from './entries'
import type { StatusFound, StatusSource } from './port'
import { highestVersion } from './version'

/** A row of either table, with the table's name for its tag. */
export type StatusRow =
  { resource: 'video'; columns: VideoRow } | { resource: 'job'; columns: AiJobRow }

/** Selects the row by id and tenant; undefined when there is none. One `SELECT`. */
export async function selectRow(
  database: Database,
  resource: Resource,
  id: string,
  tenant: string,
): Promise<StatusRow | undefined> {
  switch (resource) {
    case 'video': {
      const [columns] = await database.select('video', { id: Number(id), tenant })
      return columns && { resource, columns }
    }
    case 'job': {
      const [columns] = await database.select('ai_job', { job_id: id, tenant })
      return columns && { resource, columns }
    }
  }
}

/** The answer that a row gives, with the progress that is known otherwise. */
export function fromRow(
  row: StatusRow,
  progress: StoredProgress | null,
  source: StatusSource,
): StatusFound {
  const body =
    row.resource === 'video'
      ? videoBodyFromRow(row.columns, progress)
      : jobBody(row.columns.job_id, row.columns, progress)
  const { status, version } = row.columns
  const told = isTerminal(status) ? null : progress
  return { type: 'found', source, body, version: highestVersion(version, told?.version) }
}
