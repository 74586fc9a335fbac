import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useJobClient } from '../poller/JobClientProvider'
import { useJobBoxContext, useJobBoxSnapshot } from './JobBoxContext'

/**
 * Where it is said how the jobs are, to those who listen. In the page before the first job, because
 * a region that comes with its text is not read out.
 */
export function LiveRegion({ speaks }: { speaks: boolean }) {
  const { store, words } = useJobBoxContext()
  const client = useJobClient()
  const queryClient = useQueryClient()
  const region = useRef<HTMLDivElement>(null)
  const hasJobs = useJobBoxSnapshot(store, ({ jobs }) => jobs.length > 0)
  /** Jobs that were in the list by then are no news, epoch ms. */
  const since = useRef<number>(undefined)

  useEffect(() => {
    const element = region.current
    if (!element) return
    since.current ??= Date.now()
    const controller = new AbortController()
    const options = { store, client, queryClient, words, element, since: since.current }
    if (speaks && hasJobs) {
      void import('./announce').then(
        ({ announce }) => announce(options, controller.signal),
        // The page goes on in silence; what is seen does not need it.
        () => undefined,
      )
    }
    return () => {
      controller.abort()
      element.textContent = ''
      // Who speaks next, in another language or another box, does not begin with what was said.
      if (hasJobs || !speaks) since.current = Date.now()
    }
  }, [speaks, hasJobs, store, client, queryClient, words])

  return <div ref={region} className="wjb-unseen" role="status" aria-live="polite" />
}
