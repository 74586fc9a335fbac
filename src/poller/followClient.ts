import type { QueryClient } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { jobKeys } from '../api/jobKeys'
import { afterResume, afterRetry, type PollMemory } from './policy'

const followed = new WeakMap<JobClient, WeakSet<QueryClient>>()

/**
 * Has a cache hear of what a client was told to do: once per pair, however many components poll,
 * and for as long as the client lives, because a job may be retried while nothing watches it.
 */
export function followClient(client: JobClient, queryClient: QueryClient): void {
  const caches = followed.get(client) ?? new WeakSet()
  if (caches.has(queryClient)) return
  followed.set(client, caches.add(queryClient))
  client.subscribe((event) => {
    const update = (change: (memory: PollMemory) => PollMemory) => (memory?: PollMemory) =>
      memory && change(memory)
    switch (event.type) {
      case 'retried':
        queryClient.setQueryData<PollMemory>(
          jobKeys.job(client, event.ref),
          update((memory) => afterRetry(memory, Date.now())),
        )
        return
      case 'resumed':
        queryClient.setQueriesData<PollMemory>(
          { queryKey: jobKeys.client(client) },
          update(afterResume),
        )
        return
    }
  })
}
