import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { JobStatusError } from '../job/JobStatusError'
import type { JobRef, WorkerJob } from '../job/WorkerJob'
import type { Watch } from './createJobPoller'
import { useJobClient } from './JobClientProvider'
import { followClient, jobPollerOf } from './jobPollerOf'
import { errorOf, isLive, phaseOf, type Phase, type PollMemory } from './policy'
import { pollSettings, type PollOptions } from './pollSettings'
import { useOnline } from './surroundings'
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
  /** Why the last request failed, or why there are no more; null as soon as an answer is good. */
  error: JobStatusError | null
  /**
   * When the last good answer came, epoch ms. A component that reads it renders at each answer, one
   * that does not when something else has changed.
   */
  readonly lastCheckedAt: number | null
  /** When the server last reported something new, epoch ms; remaining seconds do not count. */
  changedAt: number | null
  /** Whether a socket tells of the job at present, so that what is shown is no older than its messages. */
  live: boolean
  /** Sends one request now (or joins the one under way), from `stopped` and `settled` too. Never rejects. */
  refetch: () => Promise<void>
}

/**
 * Follows one job: asks at once, then every `intervalMs` while it is in progress, once more when it
 * has ended, and then never again. Any number of components on one job share its requests, and so
 * do the tabs of one client scope.
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
  const poller = jobPollerOf(client, queryClient)
  const settings = useMemo(
    () => pollSettings({ intervalMs, hiddenIntervalMs, enabled }),
    [intervalMs, hiddenIntervalMs, enabled],
  )
  const ref = useMemo(() => ({ kind, id }), [kind, id])
  const query = useMemo(() => poller.query(ref), [poller, ref])
  const online = useOnline()

  const [checks] = useState(trackReads)
  const select = useCallback(
    (memory: PollMemory) => ({
      job: memory.job ?? undefined,
      phase: phaseOf(memory, online, settings.enabled),
      error: errorOf(memory),
      changedAt: memory.changedAt,
      live: online && isLive(memory),
      // Named only for those who read it, so that it renders nobody else.
      lastCheckedAt: checks.areRead() ? memory.lastCheckedAt : null,
      settled: memory.ending?.settled ? memory.attempt : null,
    }),
    [online, settings.enabled, checks],
  )
  const { data } = useQuery({ ...query, select })

  const watch = useRef<Watch>(undefined)
  useEffect(() => {
    followClient(client, queryClient)
  }, [client, queryClient])
  useEffect(() => {
    const mine = poller.watch(ref)
    watch.current = mine
    return mine.stop
  }, [poller, ref])
  useEffect(() => {
    watch.current?.set(settings)
  }, [poller, ref, settings, client.push])

  useOnSettled(query.queryKey, data?.settled ?? null, data?.job, onSettled)
  const refetch = useCallback(() => poller.refetch(ref), [poller, ref])

  return {
    job: data?.job,
    phase: data?.phase ?? phaseOf(undefined, online, settings.enabled),
    error: data?.error ?? null,
    changedAt: data?.changedAt ?? null,
    live: data?.live ?? false,
    get lastCheckedAt() {
      checks.read()
      return queryClient.getQueryData<PollMemory>(query.queryKey)?.lastCheckedAt ?? null
    },
    refetch,
  }
}

/** Whether something has been read at least once. */
function trackReads() {
  let isRead = false
  return {
    areRead: () => isRead,
    read() {
      isRead = true
    },
  }
}
