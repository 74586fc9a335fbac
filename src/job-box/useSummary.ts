import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useJobClient } from '../poller/JobClientProvider'
import { jobPollerOf } from '../poller/jobPollerOf'
import { useOnline } from '../poller/surroundings'
import { factsOf, type JobFacts } from './rowStatus'
import { summarize, type Summary } from './summary'
import type { TrackedJob } from './TrackedJob'

/** Counts the jobs by what the page knows of them; renders again only when a count or the percent moves. */
export function useSummary(jobs: readonly TrackedJob[]): Summary {
  const client = useJobClient()
  const poller = jobPollerOf(client, useQueryClient())
  const [round] = useState(() => new Set<string>())
  const queries = useMemo(
    () =>
      jobs.map(({ ref }) => ({
        ...poller.query(ref),
        select: factsOf,
      })),
    [poller, jobs],
  )
  const online = useOnline()
  const combine = useCallback(
    (results: UseQueryResult<JobFacts>[]) => {
      const facts = results.map(({ data }) => data)
      const summary = summarize(jobs, facts, round)
      return online ? summary : { ...summary, lost: summary.active }
    },
    [jobs, round, online],
  )
  return useQueries({ queries, combine })
}
