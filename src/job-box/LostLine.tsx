import { useQueryClient } from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import { useJobClient } from '../poller/JobClientProvider'
import type { PollMemory } from '../poller/policy'
import { useJobBoxContext } from './JobBoxContext'
import type { TrackedJob } from './TrackedJob'
import { useClock } from './useClock'

/** Says once for all jobs that the connection is lost, and when one was last heard of. */
export function LostLine({ jobs }: { jobs: readonly TrackedJob[] }) {
  const { words } = useJobBoxContext()
  const client = useJobClient()
  const queryClient = useQueryClient()
  const text = useClock((now) => {
    const checks = jobs.map(
      ({ ref }) =>
        queryClient.getQueryData<PollMemory>(jobKeys.job(client, ref))?.lastCheckedAt ?? 0,
    )
    const last = Math.max(...checks)
    return last === 0 ? words.lost : `${words.lost} · ${words.lastChecked(now - last)}`
  })
  return <p className="wjb-lost">{text}</p>
}
