import { JobStatusError } from '../job/JobStatusError'
import type { JobRef } from '../job/WorkerJob'

/**
 * Where a job's status is read.
 *
 * @throws JobStatusError `misconfigured`: an id that no encoding keeps in its place in the path.
 */
export function jobPath(ref: JobRef): string {
  // A lone surrogate is no text that a URL can hold.
  if (/^\.{0,2}$|\p{Cs}/u.test(ref.id)) {
    throw new JobStatusError(
      'misconfigured',
      `Failed to ask for a ${ref.kind} job: ${JSON.stringify(ref.id)} is no job id. Pass the id that the server gave.`,
    )
  }
  const id = encodeURIComponent(ref.id)
  return ref.kind === 'video' ? `/media/videos/${id}/` : `/api/v1/jobs/${id}/`
}
