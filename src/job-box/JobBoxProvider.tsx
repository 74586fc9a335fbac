import {
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import type { JobClient } from '../api/jobClient'
import type { WorkerJob } from '../job/WorkerJob'
import { JobClientProvider } from '../poller/JobClientProvider'
import { createJobBoxStore, type JobBoxStore } from './createJobBoxStore'
import type { Outlooks } from './followProgress'
import { JobBoxContext, useJobBoxSnapshot } from './JobBoxContext'
import { JobWatcher } from './JobWatcher'
import { storageKey } from './storedList'
import { jobKey } from './TrackedJob'
import { useHydration } from './useHydration'
import { useNotices } from './useNotices'
import type { Words } from './words/en'
import type { Lang } from './words/formats'
import { pageLang, wordsOf } from './words/wordsOf'

export type JobBoxProviderProps = Omit<JobBoxProviderInProps, 'words'> & {
  /** Default: the page's language if the box speaks it, else the browser's, else Korean. */
  lang?: Lang
}

/**
 * Polls every job of the list, each once, whether a box is open, closed or not on the page at all,
 * and gives the boxes below it what they show. Needs a `QueryClientProvider` above.
 */
export function JobBoxProvider({ lang, ...props }: JobBoxProviderProps) {
  const ofPage = useSyncExternalStore<Lang>(never, pageLang, () => 'ko')
  return <JobBoxProviderIn {...props} words={wordsOf(lang ?? ofPage)} />
}

/** The language of a page does not change under the box. */
const never = () => () => undefined

export type JobBoxProviderInProps = {
  /** Whom to ask, and as whom. */
  client: JobClient
  /**
   * The list, where event handlers outside React need it too. Default, and in place of a store that
   * was made for another base URL, tenant or scope: one of the client's own.
   */
  store?: JobBoxStore
  /** What the box says. */
  words: Words
  /** Whether videos that are in progress on the server appear in the list by themselves. Default false. */
  hydrate?: boolean
  /** Called by *Open* on a video that is ready; without it there is no such button. */
  onOpen?: (job: WorkerJob) => void
  /** Called once for each job of the list that ends while this page is open. */
  onSettled?: (job: WorkerJob) => void
  children?: ReactNode
}

/** `JobBoxProvider` in one language: an app that imports this one downloads no other. */
export function JobBoxProviderIn(props: JobBoxProviderInProps) {
  const { client, store: given, words, onOpen, onSettled, children } = props
  const store = useMemo(
    // A store that was made for another user must not show to this one.
    () => (given?.key === storageKey(client) ? given : createJobBoxStore(client)),
    [given, client],
  )
  const [outlooks] = useState<Outlooks>(() => new Map())
  const value = useMemo(
    () => ({ store, words, onOpen, outlooks }),
    [store, words, onOpen, outlooks],
  )

  useEffect(
    () =>
      client.subscribe((event) => {
        if (event.type === 'retried') store.record(event.ref, null)
      }),
    [client, store],
  )

  useHydration(client, store, props.hydrate ?? false)
  const tell = useNotices(store, words)
  const onEnd = useCallback(
    (job: WorkerJob) => {
      onSettled?.(job)
      tell(job)
    },
    [onSettled, tell],
  )

  return (
    <JobClientProvider client={client}>
      <JobBoxContext value={value}>
        <Watchers key={store.key} store={store} onSettled={onEnd} />
        {children}
      </JobBoxContext>
    </JobClientProvider>
  )
}

function Watchers(props: {
  store: JobBoxStore
  onSettled: ((job: WorkerJob) => void) | undefined
}) {
  const jobs = useJobBoxSnapshot(props.store, ({ jobs }) => jobs)
  return jobs.map((job) => (
    <JobWatcher key={jobKey(job.ref)} job={job} store={props.store} onSettled={props.onSettled} />
  ))
}
