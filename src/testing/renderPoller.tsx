import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createJobClient, type JobClientOptions } from '../api/jobClient'
import type { JobRef } from '../job/WorkerJob'
import { JobClientProvider } from '../poller/JobClientProvider'
import { useWorkerJobPoller, type WorkerJobPollerOptions } from '../poller/useWorkerJobPoller'
import { scriptedFetch, type ScriptedAnswer } from './scriptedFetch'

export const video42: JobRef = { kind: 'video', id: '42' }

/** Polls video 42 against a script. Under fake timers. */
export function renderPoller(
  script: [ScriptedAnswer, ...ScriptedAnswer[]],
  options: WorkerJobPollerOptions & {
    client?: JobClientOptions
    strict?: boolean
    ref?: JobRef
    /** Asked instead of one of its own: that of another tab. */
    server?: ReturnType<typeof scriptedFetch>
  } = {},
) {
  const { client: clientOptions, strict = false, ref = video42, server: given, ...rest } = options
  const initialProps: WorkerJobPollerOptions = rest
  const server = given ?? scriptedFetch(...script)
  const client = createJobClient({
    baseUrl: 'http://api.test',
    fetch: server.fetch,
    ...clientOptions,
  })
  const queryClient = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queryClient}>
      <JobClientProvider client={client}>{children}</JobClientProvider>
    </QueryClientProvider>
  )
  const mount = (props: WorkerJobPollerOptions = initialProps) =>
    renderHook((current: WorkerJobPollerOptions) => useWorkerJobPoller(ref, current), {
      initialProps: props,
      wrapper,
      reactStrictMode: strict,
    })
  const hook = mount()
  return {
    ...hook,
    /** Mounts one more component on the same job, with the same cache. */
    mount,
    client,
    queryClient,
    server,
    times: server.times,
    poll: () => hook.result.current,
    /** The percent on screen; undefined when there is no progress. */
    percent: () => {
      const { job } = hook.result.current
      return job && 'progress' in job ? job.progress?.percent : undefined
    },
  }
}
