import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createJobClient,
  JobClientProvider,
  useWorkerJobPoller,
  type JobRef,
} from '../../../../index'
import { JobItem } from '../JobItem'

export function Ours({ base, refs }: { base: string; refs: JobRef[] }) {
  const [queryClient] = useState(() => new QueryClient())
  const [client] = useState(() => createJobClient({ baseUrl: base }))
  return (
    <QueryClientProvider client={queryClient}>
      <JobClientProvider client={client}>
        {refs.map((ref) => (
          <Row key={ref.id} jobRef={ref} />
        ))}
      </JobClientProvider>
    </QueryClientProvider>
  )
}

function Row({ jobRef }: { jobRef: JobRef }) {
  const { job, phase } = useWorkerJobPoller(jobRef)
  return <JobItem job={job} status={phase} />
}
