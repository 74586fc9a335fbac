import type { JobStatusEntry, ProgressEntry, VideoStatusEntry } from '../redis/entries'

/** One change of a job, as it is told to those who watch it. */
export type JobChange = {
  id: string
  tenant: string
  /** Rises with each change of the job. */
  version: number
  progress: ProgressEntry | null
} & (
  | { resource: 'video'; status: VideoStatusEntry }
  | { resource: 'job'; status: JobStatusEntry }
  /** It was deleted. */
  | { resource: 'video' | 'job'; status: null }
)
