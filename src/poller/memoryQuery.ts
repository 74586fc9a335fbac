import { queryOptions, type Query, type QueryClient } from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import type { JobClient } from '../api/jobClient'
import { JobStatusError } from '../job/JobStatusError'
import type { JobAnswer, JobRef } from '../job/WorkerJob'
import { afterAnswer, afterFailure, nextRequest, type PollMemory } from './policy'
import { readSurroundings } from './surroundings'

/** How many jobs that nothing on the page watches stay known, so that they need not be asked for. */
const REMEMBERED_JOBS = 200

/**
 * The query whose data is what is known of a job. Failures are entries in it, not errors. It fetches
 * only when it is told to: it is never stale, so that no focus, reconnect, remount or invalidation
 * finds anything to fetch, and it is disabled while it has no data.
 */
export function memoryQuery(
  /** Holds the client to ask. */
  scope: { client: JobClient },
  ref: JobRef,
  /** Told of what is remembered after each request. */
  note: (memory: PollMemory) => void,
) {
  return queryOptions<PollMemory>({
    queryKey: jobKeys.job(scope.client, ref),
    queryFn: async ({ client: queryClient, queryKey, signal }) => {
      const request = nextRequest(queryClient.getQueryData(queryKey), Date.now())
      const outcome = await ask(scope.client, ref, signal)
      // Read now: a retry may have been accepted while the request was under way.
      const known = queryClient.getQueryData<PollMemory>(queryKey)
      const { returns } = readSurroundings()
      const now = Date.now()
      const memory =
        outcome instanceof JobStatusError
          ? afterFailure(known, outcome, request, now, returns, Math.random())
          : afterAnswer(known, outcome, request, now, returns)
      note(memory)
      return memory
    },
    enabled: (query) => query.state.data !== undefined,
    staleTime: 'static',
    networkMode: 'always',
    retry: false,
    throwOnError: false,
    // An app that shows earlier data while its own queries load must not show another job here.
    placeholderData: () => undefined,
    structuralSharing: true,
    // A settled job that is dropped from the cache would be asked for again; see forgetOldJobs.
    gcTime: Infinity,
  })
}

async function ask(
  client: JobClient,
  ref: JobRef,
  signal: AbortSignal,
): Promise<JobAnswer | JobStatusError> {
  try {
    return await client.fetchStatus(ref, signal)
  } catch (error) {
    // An abort is no failure.
    if (signal.aborted) throw error
    if (error instanceof JobStatusError) return error
    const message = `Failed to ask for ${ref.kind} job ${ref.id}: the client threw ${String(error)}.`
    return new JobStatusError('network', message, { cause: error })
  }
}

/** Drops the jobs that were asked for longest ago and that nothing watches, above 200. */
export function forgetOldJobs(queryClient: QueryClient): void {
  const cache = queryClient.getQueryCache()
  const unwatched = cache
    .findAll({ queryKey: jobKeys.all })
    .filter((query) => query.getObserversCount() === 0)
  const surplus = unwatched.length - REMEMBERED_JOBS
  if (surplus <= 0) return
  const age = (query: Query) => query.state.dataUpdatedAt
  for (const query of unwatched.sort((a, b) => age(a) - age(b)).slice(0, surplus)) {
    cache.remove(query)
  }
}
