import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JobClient } from '../api/jobClient'
import { JobStatusError } from '../job/JobStatusError'
import { readSurroundings } from '../poller/surroundings'
import type { JobBoxStore } from './createJobBoxStore'

/**
 * Puts the videos in progress on the server into the list: once per mount and client, however many
 * providers ask. After a failure, which nobody is told of, again when the page returns, is back
 * online, or the user may ask again.
 */
export function useHydration(client: JobClient, store: JobBoxStore, enabled: boolean): void {
  const { data, isError, refetch } = useQuery({
    queryKey: ['worker-job-lists', client.identity],
    // Without the signal, which would abort the one request of a page that mounts twice.
    queryFn: async () => {
      const askedAt = Date.now()
      const { listVideos } = await import('../api/listVideos')
      const jobs = await listVideos((path) => {
        requireConnection()
        return client.get(path)
      })
      return { askedAt, jobs }
    },
    enabled,
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

  useEffect(() => {
    if (data) store.restore(data.jobs, data.askedAt)
  }, [store, data])

  useEffect(() => {
    if (!isError) return
    return client.subscribe(({ type }) => {
      if (type === 'resumed') void refetch()
    })
  }, [client, isError, refetch])
}

/** The query waits for the connection, which may also go between two pages. */
function requireConnection(): void {
  if (readSurroundings().online) return
  throw new JobStatusError('network', 'Failed to list videos: the page is offline. Go online.')
}
