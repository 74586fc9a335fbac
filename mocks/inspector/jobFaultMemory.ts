import { useQuery } from '@tanstack/react-query'
import { isTerminal } from '../database/port'
import type { Control, JobFaults, WorkerKind } from './control'
import { useInspector } from './InspectorContext'

/** The faults that were set on jobs' workers, by `kind/id`. */
export type KnownJobFaults = Partial<Record<string, JobFaults>>

const nameOf = (kind: WorkerKind, id: string) => `${kind}/${id}`
const slotOf = ({ baseUrl }: Control) => `worker-job-box-inspector:${baseUrl}`

function recall(control: Control): KnownJobFaults {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(slotOf(control)) ?? '{}')
    return typeof known === 'object' && known !== null ? known : {}
  } catch {
    return {}
  }
}

function keep(control: Control, known: KnownJobFaults): void {
  const broken = Object.entries(known).filter(([, faults]) =>
    Object.values(faults ?? {}).includes(true),
  )
  localStorage.setItem(slotOf(control), JSON.stringify(Object.fromEntries(broken)))
}

/** What is known of jobs that the mock still has. */
async function ofJobsThere(control: Control): Promise<KnownJobFaults> {
  if (Object.keys(recall(control)).length === 0) return {}
  const jobs = await control.read('jobs')
  const there = new Set(jobs.map(({ kind, id }) => nameOf(kind, id)))
  keep(
    control,
    Object.fromEntries(Object.entries(recall(control)).filter(([name]) => there.has(name))),
  )
  return recall(control)
}

/**
 * The control API sets a job's faults and cannot be asked for them, so that whoever sets them has
 * to remember: all tabs of the browser as one, as they share the mock.
 */
export function useJobFaults(everyMs = 1000): KnownJobFaults {
  const { control } = useInspector()
  const { data } = useQuery({
    queryKey: ['job faults', control],
    queryFn: () => ofJobsThere(control),
    refetchInterval: everyMs,
  })
  return data ?? {}
}

/** Replaces the faults of one job. Rejects with a `ControlError`. */
export async function setJobFaults(
  control: Control,
  kind: WorkerKind,
  id: string,
  faults: JobFaults,
): Promise<void> {
  const inForce = await control.setJobFaults(kind, id, faults)
  keep(control, { ...recall(control), [nameOf(kind, id)]: inForce })
}

/** The known faults of one job. */
export const faultsOf = (known: KnownJobFaults, kind: WorkerKind, id: string): JobFaults =>
  known[nameOf(kind, id)] ?? {}

export const forgetJobFaults = (control: Control): void => keep(control, {})

/**
 * Ends the faults of all jobs: of those in progress, too, of which none are known, as they may have
 * been set from elsewhere. Rejects with a `ControlError`.
 */
export async function mendJobs(control: Control): Promise<void> {
  const known = recall(control)
  const jobs = await control.read('jobs')
  await Promise.all(
    jobs
      .filter(({ kind, id, status }) => nameOf(kind, id) in known || !isTerminal(status))
      .map(({ kind, id }) => control.setJobFaults(kind, id, {})),
  )
  forgetJobFaults(control)
}
