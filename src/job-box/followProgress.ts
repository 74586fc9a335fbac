import { QueryObserver, type QueryClient } from '@tanstack/react-query'
import type { JobPoller } from '../poller/createJobPoller'
import type { JobRef } from '../job/WorkerJob'
import { estimateTimeLeft } from './estimateTimeLeft'
import { sight, type ProgressTrace } from './progressTrace'
import { stallOf, type Stall } from './stallOf'
import { jobKey } from './TrackedJob'

/** What the progress of a job at work comes to at a time. */
export type Outlook = {
  stall: Stall
  /** The time left in ms where the server does not say it; null: not known. */
  leftMs: number | null
  /** Whether it was called almost done before, and is not a minute away again. */
  wasSoon: boolean
}

/** By `jobKey`, of the jobs at work. To be read as time passes; tells nobody. */
export type Outlooks = Map<string, (now: number) => Outlook>

type Options = { poller: JobPoller; queryClient: QueryClient; ref: JobRef; outlooks: Outlooks }

/**
 * Keeps the outlook of a job until the signal aborts: by each answer, because it is those that say
 * nothing new that tell how long it has been silent.
 */
export function followProgress(options: Options, signal: AbortSignal): void {
  const { poller, queryClient, ref, outlooks } = options
  if (signal.aborted) return
  const key = jobKey(ref)
  let trace: ProgressTrace | null = null
  const query = { ...poller.query(ref), notifyOnChangeProps: ['data' as const] }
  const observer = new QueryObserver(queryClient, query)
  const look = ({ data }: Pick<ReturnType<typeof observer.getCurrentResult>, 'data'>) => {
    trace = data ? sight(trace, data) : null
  }
  look(observer.getCurrentResult())
  const stop = observer.subscribe(look)
  outlooks.set(key, (now) => ({
    stall: stallOf(trace, now),
    leftMs: estimateTimeLeft(trace?.pace ?? null, now),
    wasSoon: trace?.soon === true,
  }))
  signal.addEventListener('abort', () => {
    stop()
    outlooks.delete(key)
  })
}
