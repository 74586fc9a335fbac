import type { QueryClient } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { jobKeys } from '../api/jobKeys'
import { afterResume, afterRetry, type PollMemory } from './policy'

const followed = new WeakMap<JobClient, WeakSet<QueryClient>>()

/**
 * Has a cache hear of what a client was told to do: once per pair, however many components poll,
 * and for as long as both live, because a job may be retried while nothing watches it.
 */
export function followClient(client: JobClient, queryClient: QueryClient): void {
  const caches = followed.get(client) ?? new WeakSet()
  if (caches.has(queryClient)) return
  followed.set(client, caches.add(queryClient))

  // The client may outlive many caches (in an app's tests, say) and must not keep them.
  const cache = new WeakRef(queryClient)
  const stop = client.subscribe((event) => {
    const current = cache.deref()
    if (!current) {
      stop()
      return
    }
    switch (event.type) {
      case 'retried':
        current.setQueryData<PollMemory>(jobKeys.job(client, event.ref), (memory) =>
          afterRetry(memory, Date.now()),
        )
        return
      case 'resumed': {
        // What is under way was sent as whom the server no longer knows.
        const queryKey = jobKeys.client(client)
        void current.cancelQueries({ queryKey })
        current.setQueriesData<PollMemory>({ queryKey }, (memory) => memory && afterResume(memory))
        return
      }
    }
  })
}
