import type { WorkerJob } from '../../../index'
import { noteRender } from './counts'

/** A row as small as they come, and the same for all. */
export function JobItem({ job, status }: { job: WorkerJob | undefined; status: string }) {
  noteRender()
  const progress = job && 'progress' in job ? job.progress : null
  return (
    <li>
      {job?.title} {progress?.percent}% {status}
    </li>
  )
}
