import { hashKey, useQueryClient, type Query, type QueryKey } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { WorkerJob } from '../job/WorkerJob'

type OnSettled = (job: WorkerJob) => void

/** Which attempt each function was told of last, by what is cached of the job. */
const told = new WeakMap<Query, WeakMap<OnSettled, number>>()

function isFirstTime(query: Query, onSettled: OnSettled, attempt: number): boolean {
  const attempts = told.get(query) ?? new WeakMap<OnSettled, number>()
  told.set(query, attempts)
  if (attempts.get(onSettled) === attempt) return false
  attempts.set(onSettled, attempt)
  return true
}

/**
 * Tells `onSettled` once per attempt that the job has settled: not again for a second component
 * that passes the same function, a new render or a remount, and not for a job that had settled
 * before this component first saw it.
 */
export function useOnSettled(
  queryKey: QueryKey,
  /** The attempt that has settled, if it has, and the job as it ended. */
  attempt: number | null,
  job: WorkerJob | undefined,
  onSettled: OnSettled | undefined,
): void {
  const queryClient = useQueryClient()
  const hash = hashKey(queryKey)
  /** What this component last knew of which job. */
  const seen = useRef<{ hash: string; attempt: number | null }>(undefined)

  useEffect(() => {
    const before = seen.current?.hash === hash ? seen.current.attempt : attempt
    seen.current = { hash, attempt }
    if (!job || attempt === null || before === attempt || !onSettled) return
    const query = queryClient.getQueryCache().get(hash)
    if (query && isFirstTime(query, onSettled, attempt)) onSettled(job)
  }, [queryClient, hash, job, attempt, onSettled])
}
