import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobRef } from '../../../../index'
import { fetchJob } from '../fetchJob'
import { JobItem } from '../JobItem'

type Props = {
  base: string
  refs: JobRef[]
  /** From one request to the next, ms; 0: all at once. */
  gapMs: number
}

export function PlainQuery({ base, refs, gapMs }: Props) {
  const [queryClient] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queryClient}>
      {refs.map((ref, index) => (
        <Row
          key={ref.id}
          base={base}
          jobRef={ref}
          delayMs={index * gapMs}
          intervalMs={Math.max(2_000, refs.length * gapMs)}
        />
      ))}
    </QueryClientProvider>
  )
}

type RowProps = { base: string; jobRef: JobRef; delayMs: number; intervalMs: number }

function Row({ base, jobRef, delayMs, intervalMs }: RowProps) {
  const { data, status } = useQuery({
    queryKey: ['job', base, jobRef, delayMs],
    queryFn: async ({ signal, client, queryKey }) => {
      const isFirst = client.getQueryData(queryKey) === undefined
      if (isFirst && delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      return fetchJob(base, jobRef, signal)
    },
    refetchInterval: intervalMs,
  })
  return <JobItem job={data} status={status} />
}
