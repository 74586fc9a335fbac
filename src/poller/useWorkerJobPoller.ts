import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { jobKeys } from '../api/jobKeys'
import type { JobStatusError } from '../job/JobStatusError'
import type { JobRef, WorkerJob } from '../job/WorkerJob'
import { followClient } from './followClient'
import { useJobClient } from './JobClientProvider'
import { forgetOldJobs, jobQueryOptions } from './jobQueryOptions'
import { phaseOf, type Phase, type Surroundings } from './policy'
import { pollSettings, type PollOptions } from './pollSettings'
import { readSurroundings, subscribeSurroundings } from './surroundings'
import { useOnSettled } from './useOnSettled'

export type WorkerJobPollerOptions = PollOptions & {
  /** Called once per attempt when the job has ended and its final fetch is done. */
  onSettled?: ((job: WorkerJob) => void) | undefined
}

export type WorkerJobPoll = {
  /** The last good answer; kept through failures. */
  job: WorkerJob | undefined
  /** What the poller is doing about the job. */
  phase: Phase
  /** Why the last request failed; null as soon as an answer is good. */
  error: JobStatusError | null
  /** When the last good answer came, epoch ms. */
  lastCheckedAt: number | null
  /** When the server last reported something new, epoch ms; remaining seconds do not count. */
  changedAt: number | null
  /** Sends one request now (or joins the one under way), from `stopped` and `settled` too. Never rejects. */
  refetch: () => Promise<void>
}

const ON_SERVER: Surroundings = { visible: true, online: true, returns: 0 }

/**
 * Follows one job: asks at once, then every `intervalMs` while it is in progress, once more when it
 * has ended, and then never again. Any number of components on one job share its requests.
 *
 * Works under a bare `QueryClientProvider`; a `JobClientProvider` says whom to ask and as whom.
 *
 * @throws RangeError at mount when an option is out of range.
 */
export function useWorkerJobPoller(
  { kind, id }: JobRef,
  options: WorkerJobPollerOptions = {},
): WorkerJobPoll {
  const { intervalMs, hiddenIntervalMs, enabled, onSettled } = options
  const client = useJobClient()
  const queryClient = useQueryClient()
  const settings = useMemo(
    () => pollSettings({ intervalMs, hiddenIntervalMs, enabled }),
    [intervalMs, hiddenIntervalMs, enabled],
  )
  const ref = useMemo(() => ({ kind, id }), [kind, id])
  // Rendering again when the page is hidden, shown or reconnected lets the query re-arm its timer.
  const surroundings = useSyncExternalStore(
    subscribeSurroundings,
    readSurroundings,
    () => ON_SERVER,
  )

  const query = useQuery(jobQueryOptions(client, ref, settings))
  const memory = query.data
  const { refetch: fetchNow } = query
  const refetch = useCallback(async () => {
    await fetchNow({ cancelRefetch: false })
  }, [fetchNow])

  useEffect(() => {
    followClient(client, queryClient)
    // Once all that this commit mounts is counted as watching.
    queueMicrotask(() => {
      forgetOldJobs(queryClient)
    })
  }, [client, queryClient, ref])

  const { online } = surroundings
  useEffect(() => {
    // An open request may hang for as long as its time limit; the next one goes out when back.
    if (online) return
    void queryClient.cancelQueries({ queryKey: jobKeys.job(client, ref), exact: true })
  }, [online, client, queryClient, ref])

  useOnSettled(client, ref, memory, onSettled)

  return {
    job: memory?.job ?? undefined,
    phase: phaseOf(memory, surroundings, settings),
    error: memory?.failure?.error ?? null,
    lastCheckedAt: memory?.lastCheckedAt ?? null,
    changedAt: memory?.changedAt ?? null,
    refetch,
  }
}
