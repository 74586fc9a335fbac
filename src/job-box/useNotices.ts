import { useCallback, useEffect, useRef } from 'react'
import type { WorkerJob } from '../job/WorkerJob'
import type { JobBoxStore } from './createJobBoxStore'
import { useJobBoxSnapshot } from './JobBoxContext'
import { noticePermission } from './noticePermission'
import type { Notices } from './openNotices'
import type { Words } from './words/en'

/**
 * Has a person told who does not see the page: by its title and, if they want that, by a
 * notification. What is returned is to be called with each job that ends.
 */
export function useNotices(store: JobBoxStore, words: Words) {
  const notify = useJobBoxSnapshot(store, ({ notify }) => notify)
  const notices = useRef<Promise<Notices | null>>(undefined)

  useEffect(() => {
    if (!notify || !noticePermission()) return
    const opened = import('./openNotices').then(
      ({ openNotices }) => openNotices(store),
      () => null,
    )
    notices.current = opened
    return () => {
      notices.current = undefined
      void opened.then((it) => it?.close())
    }
  }, [notify, store])

  return useCallback(
    (job: WorkerJob) => {
      if (document.visibilityState !== 'hidden') return
      import('./markTitle').then(({ markTitle }) => {
        markTitle()
      }, ignore)
      void notices.current?.then((it) => it?.tell(job, words))
    },
    [words],
  )
}

const ignore = () => undefined
