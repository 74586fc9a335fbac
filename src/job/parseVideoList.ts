import { parseVideo } from './parseVideo'
import type { WorkerJob } from './WorkerJob'

/** One answer to a question for several videos. */
export type VideoPage = {
  /** Those in progress, as listed. */
  jobs: WorkerJob[]
  /** Whether the server has more. */
  hasNext: boolean
}

/**
 * Reads the answer of `GET /media/videos/`: an array, or `{count, next, results}`. Entries that are
 * no video in progress are left out. Null if it is no list at all.
 */
export function parseVideoList(body: unknown): VideoPage | null {
  const { results = body, next = null } = fieldsOf(body)
  if (!Array.isArray(results)) return null
  const jobs = results.map(asVideo).filter((job) => job !== null)
  return { jobs, hasNext: results.length > 0 && next !== null }
}

function asVideo(entry: unknown): WorkerJob | null {
  const { id } = fieldsOf(entry)
  const isId = (typeof id === 'number' || typeof id === 'string') && /^[1-9]\d*$/.test(String(id))
  if (!isId) return null
  try {
    const job = parseVideo(entry, { kind: 'video', id: String(id) })
    return 'progress' in job ? job : null
  } catch {
    return null
  }
}

/** Of what is no object: none that matter. */
const fieldsOf = (value: unknown) =>
  Object(value) as { id?: unknown; results?: unknown; next?: unknown }
