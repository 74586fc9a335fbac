import { createContext, useContext, useSyncExternalStore } from 'react'
import type { WorkerJob } from '../job/WorkerJob'
import type { JobBoxSnapshot, JobBoxStore } from './createJobBoxStore'
import type { Outlooks } from './followProgress'
import type { Words } from './words/en'

/** What a provider gives the boxes below it. */
export type JobBoxContextValue = {
  store: JobBoxStore
  words: Words
  onOpen: ((job: WorkerJob) => void) | undefined
  outlooks: Outlooks
}

export const JobBoxContext = createContext<JobBoxContextValue | null>(null)

export function useJobBoxContext(): JobBoxContextValue {
  const value = useContext(JobBoxContext)
  if (!value) {
    throw new Error(
      'Failed to find the job box: no JobBoxProvider is above. Put one around the app.',
    )
  }
  return value
}

/**
 * The store of the nearest `JobBoxProvider`, to put jobs into the box from a component.
 *
 * @throws Error where there is no provider above.
 */
export function useJobBox(): JobBoxStore {
  return useJobBoxContext().store
}

/** What a server knows: nothing. The first render in the browser agrees with it. */
const onServer: JobBoxSnapshot = { jobs: [], open: false, notify: false, removed: [] }

/** What a store holds, or the part of it that `select` picks; renders again when that changes. */
export function useJobBoxSnapshot<T>(
  store: JobBoxStore,
  select: (snapshot: JobBoxSnapshot) => T,
): T {
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getSnapshot()),
    () => select(onServer),
  )
}
