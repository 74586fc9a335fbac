import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { JobRef } from '../job/WorkerJob'
import { useJobClient } from '../poller/JobClientProvider'
import { jobQueryOptions } from '../poller/jobQueryOptions'
import type { PollMemory, PollSettings } from '../poller/policy'

/** Looks on, and asks only when told to: the watcher of the job does the polling. */
export const LOOKING_ON: PollSettings = {
  enabled: false,
  intervalMs: 2_000,
  hiddenIntervalMs: 30_000,
}

/**
 * What is known of a job, as `select` sees it: undefined while nothing is. Never polls. Renders
 * again only when the selection changes; pass a function that stays the same.
 */
export function useJobMemory<T>(ref: JobRef, select: (memory: PollMemory) => T) {
  const client = useJobClient()
  const options = useMemo(() => jobQueryOptions(client, ref, LOOKING_ON), [client, ref])
  const { data, refetch } = useQuery({ ...options, enabled: false, select })
  const queryClient = useQueryClient()
  /** When the last good answer came, epoch ms, as of now. */
  const readLastCheckedAt = () =>
    queryClient.getQueryData<PollMemory>(options.queryKey)?.lastCheckedAt ?? null
  return { data, refetch, readLastCheckedAt }
}
