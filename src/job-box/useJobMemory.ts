import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { JobRef } from '../job/WorkerJob'
import { useJobClient } from '../poller/JobClientProvider'
import { jobPollerOf } from '../poller/jobPollerOf'
import type { PollMemory } from '../poller/policy'

/**
 * What is known of a job, as `select` sees it: undefined while nothing is. Never polls. Renders
 * again only when the selection changes; pass a function that stays the same.
 */
export function useJobMemory<T>(ref: JobRef, select: (memory: PollMemory) => T) {
  const client = useJobClient()
  const poller = jobPollerOf(client, useQueryClient())
  const query = useMemo(() => poller.query(ref), [poller, ref])
  const { data } = useQuery({ ...query, select })
  return { data, refetch: () => poller.refetch(ref) }
}
