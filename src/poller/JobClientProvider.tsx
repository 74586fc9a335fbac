import { createContext, useContext, type ReactNode } from 'react'
import { createJobClient, type JobClient } from '../api/jobClient'

const JobClientContext = createContext<JobClient | null>(null)
let ownOrigin: JobClient | undefined

/** Gives the components below it the client to ask through. */
export function JobClientProvider(props: { client: JobClient; children?: ReactNode }) {
  return <JobClientContext value={props.client}>{props.children}</JobClientContext>
}

/** The client to ask through: the nearest provider's, else one for the page's own origin, no tenant. */
export function useJobClient(): JobClient {
  return useContext(JobClientContext) ?? (ownOrigin ??= createJobClient())
}
