import { JobStatusError } from '../job/JobStatusError'
import { parseVideoList } from '../job/parseVideoList'
import type { WorkerJob } from '../job/WorkerJob'
import type { JobClient } from './jobClient'

/** In the order in which a video passes through them, so that one that moves on is not missed. */
const STATUSES = ['PENDING', 'UPLOADED', 'PROCESSING']
/** How many pages of a status are read: what a box can hold. */
const PAGES_MAX = 10

/**
 * The videos in progress on the server, each once: the pages of each status, one after another.
 *
 * @throws JobStatusError when one of them brings no list.
 */
export async function listVideos(get: JobClient['get']): Promise<WorkerJob[]> {
  const found = new Map<string, WorkerJob>()
  for (const status of STATUSES) {
    for (let page = 1; page <= PAGES_MAX; page++) {
      // Pages are counted here: where a server's link leads to is the server's own affair.
      const query = `?status=${status}${page > 1 ? `&page=${page}` : ''}`
      const listed = await readPage(get, query, page)
      for (const job of listed?.jobs ?? []) {
        if (!found.has(job.ref.id)) found.set(job.ref.id, job)
      }
      if (!listed?.hasNext) break
    }
  }
  return [...found.values()]
}

/** Null: the list has become shorter than that meanwhile. */
async function readPage(get: JobClient['get'], query: string, page: number) {
  try {
    const listed = parseVideoList(await get(`/media/videos/${query}`))
    if (listed) return listed
  } catch (error) {
    if (page > 1 && error instanceof JobStatusError && error.kind === 'gone') return null
    throw error
  }
  throw new JobStatusError(
    'malformed',
    `Failed to list videos by ${query}: expected a list. Check that the base URL is the status API's.`,
  )
}
