import type { QueryClient } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { createJobPoller, type JobPoller } from './createJobPoller'

const pollers = new WeakMap<QueryClient, JobPoller>()
const followed = new WeakMap<JobClient, WeakSet<QueryClient>>()

/** The poller of a cache: one, however many components poll. */
export function jobPollerOf(queryClient: QueryClient): JobPoller {
  const poller = pollers.get(queryClient) ?? createJobPoller(queryClient)
  pollers.set(queryClient, poller)
  return poller
}

/**
 * Has the poller of a cache hear of what a client was told to do: once per pair, and for as long as
 * both live, because a job may be retried while nothing watches it.
 */
export function followClient(client: JobClient, queryClient: QueryClient): void {
  const caches = followed.get(client) ?? new WeakSet()
  if (caches.has(queryClient)) return
  followed.set(client, caches.add(queryClient))

  // The client may outlive many caches (in an app's tests, say) and must not keep them.
  const cache = new WeakRef(queryClient)
  const stop = client.subscribe((event) => {
    const current = cache.deref()
    if (!current) stop()
    else if (event.type === 'retried') jobPollerOf(current).retried(client, event.ref)
    else jobPollerOf(current).resumed(client)
  })
}
