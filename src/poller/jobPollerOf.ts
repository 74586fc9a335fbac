import { hashKey, type QueryClient } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { createJobPoller, type JobPoller, type Scope } from './createJobPoller'
import { createTurns } from './createTurns'

/** The pollers of a cache, by client scope; they take turns. */
const pollers = new WeakMap<QueryClient, (client: JobClient) => JobPoller>()
const followed = new WeakMap<JobClient, WeakSet<QueryClient>>()

function createPollers(queryClient: QueryClient) {
  const turns = createTurns()
  const byName = new Map<string, { scope: Scope; poller: JobPoller }>()
  return (client: JobClient) => {
    const name = hashKey([client.identity])
    const known = byName.get(name)
    if (known) {
      known.scope.client = client
      return known.poller
    }
    const scope = { name, client }
    const poller = createJobPoller(scope, queryClient, turns)
    byName.set(name, { scope, poller })
    return poller
  }
}

/** The poller of a client's scope in a cache: one, however many components poll. */
export function jobPollerOf(client: JobClient, queryClient: QueryClient): JobPoller {
  const pollerOf = pollers.get(queryClient) ?? createPollers(queryClient)
  pollers.set(queryClient, pollerOf)
  return pollerOf(client)
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
    else if (event.type === 'retried') jobPollerOf(client, current).retried(event.ref)
    else jobPollerOf(client, current).resumed()
  })
}
