import type { JobStatusEntry, ProgressEntry, Resource, VideoStatusEntry } from '../redis/entries'

/** One change of a job, as it is told to those who watch it. */
export interface JobChange {
  resource: Resource
  id: string
  tenant: string
  /** Rises with each change of the job. */
  version: number
  /** The status entry as it is in Redis now, but for what is null; null: the job is gone. */
  status: VideoStatusEntry | JobStatusEntry | null
  progress: ProgressEntry | null
}
