import { queryOptions, type Query, type QueryClient } from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import type { JobClient } from '../api/jobClient'
import { JobStatusError } from '../job/JobStatusError'
import type { JobRef } from '../job/WorkerJob'
import {
  afterAnswer,
  afterFailure,
  decide,
  isDueAtMount,
  msUntil,
  type PollMemory,
  type PollSettings,
} from './policy'
import { readSurroundings } from './surroundings'

/** How many jobs that nothing on the page watches stay known, so that they need not be asked for. */
const REMEMBERED_JOBS = 200

/** TanStack Query reads an interval of 0 as "never". */
const TIMER_MIN_MS = 1

/**
 * The policy as options of a TanStack query. Its data is the poll memory: failures are entries, not
 * errors, because an interval that depends on `data` alone would end with the first failed fetch.
 */
export function jobQueryOptions(client: JobClient, ref: JobRef, settings: PollSettings) {
  const decideNow = (memory: PollMemory | undefined) => decide(memory, readSurroundings(), settings)
  /** Milliseconds until the next request; null for none. */
  const wait = (memory: PollMemory | undefined): number | null => {
    const decision = decideNow(memory)
    return decision.ask ? msUntil(decision, Date.now()) : null
  }
  return queryOptions<PollMemory>({
    queryKey: jobKeys.job(client, ref),
    // A query without data fetches when it is mounted, stale or not: offline, say, it must not.
    enabled: (query) =>
      settings.enabled && (query.state.data !== undefined || decideNow(undefined).ask),
    queryFn: async ({ client: queryClient, queryKey, signal }): Promise<PollMemory> => {
      for (;;) {
        const askedAt = Date.now()
        const outcome = await ask(client, ref, signal)
        // Read now: a retry may have been accepted while the request was under way.
        const memory = queryClient.getQueryData<PollMemory>(queryKey)
        const next =
          'answer' in outcome
            ? afterAnswer(memory, outcome.answer, askedAt, Date.now())
            : afterFailure(memory, outcome.error, askedAt, Date.now(), {
                returns: readSurroundings().returns,
                jitter: Math.random(),
              })
        // The final fetch is made right here: no timer takes 0 ms, and a hidden tab's timers are late.
        // Until it is answered the screen shows what is known.
        const query = queryClient.getQueryCache().find({ queryKey, exact: true })
        const wanted = query !== undefined && !query.isDisabled()
        if (!wanted || decideNow(next).because !== 'final' || wait(next) !== 0) return next
        queryClient.setQueryData<PollMemory>(queryKey, next)
      }
    },
    refetchInterval: (query) => {
      // A tick joins the request under way, or revives a query that was removed in the middle of it.
      if (query.state.fetchStatus !== 'idle') return settings.intervalMs
      const ms = wait(query.state.data)
      return ms !== null && Math.max(TIMER_MIN_MS, ms)
    },
    // A mount asks only if the policy says so; an invalidation by the app finds nothing to refetch.
    staleTime: ({ state }) =>
      state.fetchStatus === 'idle' && isDueAtMount(state.data, decideNow(state.data), Date.now())
        ? 0
        : 'static',
    refetchOnMount: true,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchIntervalInBackground: true,
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

async function ask(client: JobClient, ref: JobRef, signal: AbortSignal) {
  try {
    return { answer: await client.fetchStatus(ref, signal) }
  } catch (error) {
    // An abort is no failure.
    if (signal.aborted) throw error
    if (error instanceof JobStatusError) return { error }
    const message = `Failed to ask for ${ref.kind} job ${ref.id}: the client threw ${String(error)}.`
    return { error: new JobStatusError('network', message, { cause: error }) }
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
