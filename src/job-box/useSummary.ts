import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useJobClient } from '../poller/JobClientProvider'
import { jobQueryOptions } from '../poller/jobQueryOptions'
import { factsOf, type JobFacts } from './rowStatus'
import { summarize, type Summary } from './summary'
import type { TrackedJob } from './TrackedJob'
import { LOOKING_ON } from './useJobMemory'

/** Counts the jobs by what the page knows of them; renders again only when a count or the percent moves. */
export function useSummary(jobs: readonly TrackedJob[]): Summary {
  const client = useJobClient()
  const queries = useMemo(
    () =>
      jobs.map(({ ref }) => ({
        ...jobQueryOptions(client, ref, LOOKING_ON),
        enabled: false,
        select: factsOf,
      })),
    [client, jobs],
  )
  const combine = useCallback(
    (results: UseQueryResult<JobFacts>[]) =>
      summarize(
        jobs,
        results.map(({ data }) => data),
      ),
    [jobs],
  )
  return useQueries({ queries, combine })
}
