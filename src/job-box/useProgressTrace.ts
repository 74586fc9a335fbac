import { QueryObserver, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JobRef } from '../job/WorkerJob'
import { useJobClient } from '../poller/JobClientProvider'
import { jobPollerOf } from '../poller/jobPollerOf'
import { useJobBoxContext } from './JobBoxContext'
import { sight } from './progressTrace'
import { jobKey } from './TrackedJob'

/**
 * Keeps the trace of a job while it is followed: by each answer, because it is those that say
 * nothing new that tell how long it has been silent. Renders nothing.
 */
export function useProgressTrace(ref: JobRef, enabled: boolean): void {
  const { traces } = useJobBoxContext()
  const queryClient = useQueryClient()
  const poller = jobPollerOf(useJobClient(), queryClient)

  useEffect(() => {
    if (!enabled) return
    const key = jobKey(ref)
    const options = { ...poller.query(ref), notifyOnChangeProps: ['data' as const] }
    const observer = new QueryObserver(queryClient, options)
    const stop = observer.subscribe(({ data }) => {
      traces.set(key, data ? sight(traces.get(key) ?? null, data) : null)
    })
    return () => {
      stop()
      traces.delete(key)
    }
  }, [queryClient, poller, ref, enabled, traces])
}
