import { memo, useEffect, useRef } from 'react'
import type { WorkerJob } from '../job/WorkerJob'
import type { PollMemory } from '../poller/policy'
import { useWorkerJobPoller } from '../poller/useWorkerJobPoller'
import type { JobBoxStore } from './createJobBoxStore'
import { outcomeOf } from './outcome'
import type { TrackedJob } from './TrackedJob'
import { useJobMemory } from './useJobMemory'
import { useOutlook } from './useOutlook'

type Props = {
  job: TrackedJob
  store: JobBoxStore
  onSettled: ((job: WorkerJob) => void) | undefined
}

const isInProgress = ({ job }: PollMemory) => job !== null && outcomeOf(job) === null

/** Polls one job of the list and notes how it ended. Draws nothing. */
export const JobWatcher = memo(function JobWatcher({ job: tracked, store, onSettled }: Props) {
  const { ref, title, outcome } = tracked
  // An end that is remembered needs no request. One that another tab noted while this page still
  // sees the job in progress is seen here too, so that the page gets the whole of it.
  const inProgress = useJobMemory(ref, isInProgress).data
  const enabled = outcome === null || inProgress === true
  const { job, phase, error, refetch } = useWorkerJobPoller(ref, { enabled, onSettled })
  useOutlook(ref, enabled)

  const settled = phase === 'settled' || !enabled ? job : undefined
  useEffect(() => {
    const seen = settled && outcomeOf(settled)
    if (seen) store.record(ref, seen)
  }, [store, ref, settled])

  const isGone = phase === 'stopped' && error?.kind === 'gone'
  useEffect(() => {
    if (isGone) store.record(ref, { state: 'gone' })
  }, [store, ref, isGone])

  const serversTitle = title === '' ? job?.title : null
  useEffect(() => {
    if (serversTitle) store.track({ ...ref, title: serversTitle })
  }, [store, ref, serversTitle])

  // Another tab had the job retried: what this page knows of its end is out of date.
  const before = useRef(outcome)
  useEffect(() => {
    const reopened = before.current !== null && outcome === null
    before.current = outcome
    if (reopened && (phase === 'settled' || phase === 'stopped')) void refetch()
  }, [outcome, phase, refetch])

  return null
})
