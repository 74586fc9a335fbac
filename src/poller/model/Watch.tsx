import { useLayoutEffect } from 'react'
import type { WorkerJob } from '../../job/WorkerJob'
import { useWorkerJobPoller, type WorkerJobPoll } from '../useWorkerJobPoller'
import type { Options } from './history'

/** A component that follows a job and tells what it shows. */
export function Watch(props: {
  job: number
  options: Options
  onSettled: ((job: WorkerJob) => void) | undefined
  onShow: (poll: WorkerJobPoll) => void
  onLeave: () => void
}) {
  const { job, options, onSettled, onShow, onLeave } = props
  const { intervalMs, hiddenIntervalMs, enabled } = options
  // Read while rendering: a component is rendered anew for what it has read.
  const poll = {
    ...useWorkerJobPoller(
      { kind: 'video', id: String(job + 1) },
      { intervalMs, hiddenIntervalMs, enabled, onSettled },
    ),
  }
  useLayoutEffect(() => {
    onShow(poll)
    return onLeave
  })
  return null
}
