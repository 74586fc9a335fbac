import type { Database } from '../database/port'
import type { ProgressEntry, Resource } from '../redis/entries'
import { StoreDownError } from '../storeFault'
import { jobBody, videoBodyFromRow } from './bodies'
import type { StatusReading } from './port'

/** What a client is asked to wait when the database is needed and down, in seconds. */
export const RETRY_AFTER_SECONDS = 5

/** Answers from the row, selected by id and tenant, with the progress that is known otherwise. */
export async function readRow(
  database: Database,
  resource: Resource,
  id: string,
  tenant: string,
  progress: ProgressEntry | null,
): Promise<StatusReading> {
  try {
    const body = await selectBody()
    return body ? { type: 'found', source: 'db', body } : { type: 'notFound' }
  } catch (error) {
    if (!(error instanceof StoreDownError)) throw error
    return { type: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS }
  }

  async function selectBody() {
    switch (resource) {
      case 'video': {
        const [row] = await database.select('video', { id: Number(id), tenant })
        return row && videoBodyFromRow(row, progress)
      }
      case 'job': {
        const [row] = await database.select('ai_job', { job_id: id, tenant })
        return row && jobBody(id, row, progress)
      }
    }
  }
}
