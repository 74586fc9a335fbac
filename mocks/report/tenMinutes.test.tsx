import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  createJobClient,
  JobClientProvider,
  useWorkerJobPoller,
  type JobRef,
} from '../../src/index'
import { createMockBackend } from '../index'
import { createMockFetch } from '../http/createMockFetch'
import { watchJobs } from './watchJobs'

notifyManager.setScheduler(queueMicrotask)

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

const SECOND = 1_000
const END = 600 * SECOND

function Watch({ job, intervalMs }: { job: JobRef; intervalMs: number }) {
  return <p>{useWorkerJobPoller(job, { intervalMs }).phase}</p>
}

test.each([
  { strategy: 'db', intervalMs: 1_000, requests: 3_000, selects: 3_000, atEnd: 10 },
  { strategy: 'cache', intervalMs: 2_000, requests: 1_500, selects: 500, atEnd: 5 },
  { strategy: 'redis-first', intervalMs: 2_000, requests: 1_500, selects: 0, atEnd: 0 },
] as const)(
  'five jobs of ten minutes cost what the simulation counts: $strategy every $intervalMs ms',
  async ({ strategy, intervalMs, requests, selects, atEnd }) => {
    const backend = createMockBackend({ strategy })
    const jobs: JobRef[] = []
    for (let i = 0; i < 3; i++) jobs.push(await backend.startVideo({ seconds: END / SECOND }))
    for (let i = 0; i < 2; i++) jobs.push(await backend.startJob({ seconds: END / SECOND }))
    await backend.resetMetrics()
    const counts = async () => {
      const { http, db } = await backend.metrics()
      return { requests: http.requests, selects: db.select }
    }
    const simulation = await watchJobs({ strategy, intervalMs, videos: 3, excel: 2, minutes: 10 })

    const client = createJobClient({ baseUrl: 'http://api.test', fetch: createMockFetch(backend) })
    const { container } = render(
      <QueryClientProvider client={new QueryClient()}>
        <JobClientProvider client={client}>
          {jobs.map((job) => (
            <Watch key={job.id} job={job} intervalMs={intervalMs} />
          ))}
        </JobClientProvider>
      </QueryClientProvider>,
    )
    // Half-open: the requests of the last moment belong to the end.
    for (let ms = 0; ms < END - SECOND; ms += SECOND) {
      await act(() => vi.advanceTimersByTimeAsync(SECOND))
    }
    await act(() => vi.advanceTimersByTimeAsync(SECOND - 1))
    expect(container.textContent).toBe('polling'.repeat(5))
    expect(await counts()).toEqual({ requests, selects })
    await simulation.runUntil(END)
    expect(await simulation.counts()).toMatchObject({ requests, selects })

    for (let ms = 0; ms < 60 * SECOND; ms += SECOND) {
      await act(() => vi.advanceTimersByTimeAsync(SECOND))
    }
    expect(container.textContent).toBe('settled'.repeat(5))
    const after = { requests: requests + 10, selects: selects + atEnd }
    expect(await counts()).toEqual(after)
    await simulation.runUntil(END + 60 * SECOND)
    expect(simulation.settled()).toBe(true)
    expect(await simulation.counts()).toMatchObject(after)
  },
  30_000,
)
