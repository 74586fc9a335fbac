import { parseVideo, type JobRef, type WorkerJob } from '../../../index'

/** Asks once, as an app would without a client. */
export async function fetchJob(
  base: string,
  ref: JobRef,
  signal?: AbortSignal,
): Promise<WorkerJob> {
  const response = await fetch(`${base}media/videos/${ref.id}/`, signal ? { signal } : {})
  if (!response.ok) throw new Error(`Failed to get ${response.url}: ${response.status}.`)
  return parseVideo(await response.json(), ref)
}
