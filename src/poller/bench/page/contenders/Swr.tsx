import useSWR from 'swr'
import type { JobRef, WorkerJob } from '../../../../index'
import { fetchJob } from '../fetchJob'
import { JobItem } from '../JobItem'

export function Swr({ base, refs }: { base: string; refs: JobRef[] }) {
  return refs.map((ref) => <Row key={ref.id} base={base} jobRef={ref} />)
}

function Row({ base, jobRef }: { base: string; jobRef: JobRef }) {
  const { data, error } = useSWR<WorkerJob, unknown>(
    [base, jobRef.id],
    () => fetchJob(base, jobRef),
    { refreshInterval: 2_000 },
  )
  return <JobItem job={data} status={error === undefined ? 'success' : 'error'} />
}
