import { QueryObserver, type QueryClient, type QueryObserverResult } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { listVideos } from '../api/listVideos'
import { JobStatusError } from '../job/JobStatusError'
import type { WorkerJob } from '../job/WorkerJob'
import { readSurroundings } from '../poller/surroundings'
import type { JobBoxStore } from './createJobBoxStore'

type Listed = { askedAt: number; jobs: readonly WorkerJob[] }

/**
 * Puts the videos in progress on the server into the list: once, however many ask at a time. After
 * a failure, which nobody is told of, again when the page returns, is back online, or the user may
 * ask again; until the signal aborts.
 */
export function hydrate(
  client: JobClient,
  store: JobBoxStore,
  queryClient: QueryClient,
  signal: AbortSignal,
): void {
  if (signal.aborted) return
  const observer = new QueryObserver<Listed>(queryClient, {
    queryKey: ['worker-job-lists', client.identity],
    // Without the signal, which would abort the one request of a page that mounts twice.
    queryFn: async () => {
      const askedAt = Date.now()
      const jobs = await listVideos((path) => {
        requireConnection()
        return client.get(path)
      })
      return { askedAt, jobs }
    },
    enabled: true,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    throwOnError: false,
    networkMode: 'online',
    refetchInterval: false,
    refetchOnMount: true,
    refetchOnWindowFocus: true,
    refetchOnReconnect: true,
    // An app that shows earlier data while its own queries load must not show another user's here.
    placeholderData: () => undefined,
  })
  let restored: Listed | undefined
  const restore = ({ data }: QueryObserverResult<Listed>) => {
    if (data && data !== restored) store.restore(data.jobs, data.askedAt)
    restored = data
  }
  const stops = [
    observer.subscribe(restore),
    client.subscribe(({ type }) => {
      if (type === 'resumed' && observer.getCurrentResult().isError) void observer.refetch()
    }),
  ]
  restore(observer.getCurrentResult())
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop()
  })
}

/** The query waits for the connection, which may also go between two pages. */
function requireConnection(): void {
  if (readSurroundings().online) return
  throw new JobStatusError('network', 'Failed to list videos: the page is offline. Go online.')
}
