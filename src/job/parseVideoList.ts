import { parseVideo } from './parseVideo'
import { asObject } from './wire'
import { isTerminal, type WorkerJob } from './WorkerJob'

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
  const page = asObject(body)
  const entries: unknown = page ? page['results'] : body
  if (!Array.isArray(entries)) return null
  const jobs = entries.map(asVideo).filter((job) => job !== null)
  return { jobs, hasNext: entries.length > 0 && (page?.['next'] ?? null) !== null }
}

function asVideo(entry: unknown): WorkerJob | null {
  const id = asObject(entry)?.['id']
  const isId = (typeof id === 'number' || typeof id === 'string') && /^[1-9]\d*$/.test(String(id))
  if (!isId) return null
  try {
    const job = parseVideo(entry, { kind: 'video', id: String(id) })
    return isTerminal(job) ? null : job
  } catch {
    return null
  }
}
