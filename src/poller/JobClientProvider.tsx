import { QueryClientContext } from '@tanstack/react-query'
import { createContext, useContext, useEffect, type ReactNode } from 'react'
import { createJobClient, type JobClient } from '../api/jobClient'
import { followClient } from './jobPollerOf'

const JobClientContext = createContext<JobClient | null>(null)
let ownOrigin: JobClient | undefined

/** Gives the components below it the client to ask through. */
export function JobClientProvider(props: { client: JobClient; children?: ReactNode }) {
  const { client, children } = props
  // So that a retry before the first poll is known of. The cache may also stand further below.
  const queryClient = useContext(QueryClientContext)
  useEffect(() => {
    if (queryClient) followClient(client, queryClient)
  }, [client, queryClient])
  return <JobClientContext value={client}>{children}</JobClientContext>
}

/** The client to ask through: the nearest provider's, else one for the page's own origin, no tenant. */
export function useJobClient(): JobClient {
  return useContext(JobClientContext) ?? (ownOrigin ??= createJobClient())
}
