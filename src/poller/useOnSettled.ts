import { hashKey, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { WorkerJob } from '../job/WorkerJob'

type OnSettled = (job: WorkerJob) => void

/** Which attempts of which jobs each function was told of, per page cache. */
const told = new WeakMap<QueryClient, WeakMap<OnSettled, Set<string>>>()

function firstTime(queryClient: QueryClient, onSettled: OnSettled, attempt: string): boolean {
  const functions = told.get(queryClient) ?? new WeakMap<OnSettled, Set<string>>()
  const attempts = functions.get(onSettled) ?? new Set()
  told.set(queryClient, functions.set(onSettled, attempts))
  return attempts.size < attempts.add(attempt).size
}

/**
 * Tells `onSettled` once per attempt that the job has settled: not again for a second component
 * that passes the same function, a new render or a remount, and not for a job that had settled
 * before this component first saw it.
 */
export function useOnSettled(
  queryKey: QueryKey,
  /** The attempt that has settled, if it has, and the job as it ended. */
  settled: number | null,
  job: WorkerJob | undefined,
  onSettled: OnSettled | undefined,
): void {
  const queryClient = useQueryClient()
  const key = hashKey(queryKey)
  const attempt = settled === null ? null : `${key}#${settled}`
  /** What this component last knew of which job. */
  const seen = useRef<{ key: string; attempt: string | null }>(undefined)

  useEffect(() => {
    const before = seen.current?.key === key ? seen.current : { key, attempt }
    seen.current = { key, attempt }
    if (!job || attempt === null || before.attempt === attempt) return
    if (onSettled && firstTime(queryClient, onSettled, attempt)) onSettled(job)
  }, [queryClient, key, job, attempt, onSettled])
}
