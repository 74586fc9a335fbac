import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JobClient } from '../api/jobClient'
import type { JobBoxStore } from './createJobBoxStore'

/** Puts the videos in progress on the server into the list, where that is wanted. */
export function useHydration(client: JobClient, store: JobBoxStore, enabled: boolean): void {
  const queryClient = useQueryClient()

  useEffect(() => {
    if (!enabled) return
    const controller = new AbortController()
    import('./hydrate').then(
      ({ hydrate }) => {
        hydrate(client, store, queryClient, controller.signal)
      },
      () => undefined,
    )
    return () => {
      controller.abort()
    }
  }, [client, store, queryClient, enabled])
}
