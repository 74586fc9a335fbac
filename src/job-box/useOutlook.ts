import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JobRef } from '../job/WorkerJob'
import { useJobClient } from '../poller/JobClientProvider'
import { jobPollerOf } from '../poller/jobPollerOf'
import { useJobBoxContext } from './JobBoxContext'

/** Keeps the outlook of a job while it is followed. Renders nothing. */
export function useOutlook(ref: JobRef, enabled: boolean): void {
  const { outlooks } = useJobBoxContext()
  const queryClient = useQueryClient()
  const poller = jobPollerOf(useJobClient(), queryClient)

  useEffect(() => {
    if (!enabled) return
    const controller = new AbortController()
    // Nothing of it is said in the first seconds.
    import('./followProgress').then(
      ({ followProgress }) => {
        followProgress({ poller, queryClient, ref, outlooks }, controller.signal)
      },
      () => undefined,
    )
    return () => {
      controller.abort()
    }
  }, [queryClient, poller, ref, enabled, outlooks])
}
