import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { useEffect } from 'react'
import { createJobClient } from '../api/jobClient'
import type { JobKind, JobRef } from '../job/WorkerJob'
import { JobClientProvider } from '../poller/JobClientProvider'
import { useWorkerJobPoller, type WorkerJobPollerOptions } from '../poller/useWorkerJobPoller'
import { pass } from './fakeTime'
import { scriptedSockets } from './scriptedSockets'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import '../poller/joinPush'

/** Follows jobs, all in progress but `video:50`; the API alone knows that one and `video:9`. */
export function renderJobs(
  options: WorkerJobPollerOptions = {},
  /** Those of another tab. */
  sockets = scriptedSockets(),
) {
  const asked: string[] = []
  /** What was on screen, of each job for itself. */
  const shown: string[] = []
  let refusal: Response | null = null
  const create = (push: boolean) =>
    createJobClient({
      push,
      baseUrl: 'https://api.test/v1',
      tenant: 'academy 1',
      fetch: (input) => {
        const { pathname } = new URL(input as string)
        asked.push(pathname)
        const id = pathname.split('/').at(-2) ?? ''
        if (refusal && pathname.includes('videos')) return Promise.resolve(refusal.clone())
        return Promise.resolve(
          Response.json(
            pathname.includes('videos')
              ? { id: Number(id), status: id === '50' ? 'READY' : 'PROCESSING' }
              : { job_id: id, status: 'RUNNING' },
            { headers: { 'X-Status-Version': '3' } },
          ),
        )
      },
    })
  for (const id of [42, 43]) {
    sockets.states.set(`video:${id}`, { version: 3, body: { id, status: 'PROCESSING' } })
  }
  sockets.states.set('excel:7f', { version: 3, body: { job_id: '7f', status: 'RUNNING' } })
  let client = create(true)
  let named: string[] = []
  const queryClient = new QueryClient()
  const page = (names: string[]) => (
    <QueryClientProvider client={queryClient}>
      <JobClientProvider client={client}>
        {names.map((name) => {
          const [kind, id] = name.split(':') as [JobKind, string]
          return <Follower key={name} job={{ kind, id }} options={options} shown={shown} />
        })}
      </JobClientProvider>
    </QueryClientProvider>
  )
  const view = render(page([]))
  const show = async (...names: string[]) => {
    named = names
    view.rerender(page(names))
    await pass(100)
  }
  /** Gives the page another client of the same scope. */
  const choosePush = async (push: boolean) => {
    client = create(push)
    await show(...named)
  }
  /** What videos are answered from now on; null: how they are. */
  const refuse = (status: number | null, retryAfter?: string) => {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
    refusal = status === null ? null : new Response('', { status, headers })
  }
  return {
    sockets,
    asked,
    shown,
    show,
    choosePush,
    client,
    queryClient,
    refuse,
    text: () => view.container.textContent,
  }
}

function Follower({
  job,
  options,
  shown,
}: {
  job: JobRef
  options: WorkerJobPollerOptions
  shown: string[]
}) {
  const { live, phase } = useWorkerJobPoller(job, options)
  const text = `${job.id} ${phase}${live ? ' live' : ''}; `
  useEffect(() => {
    shown.push(text)
  })
  return text
}
