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
import { createMockServer } from '../node'

notifyManager.setScheduler(queueMicrotask)

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

function Watch({ job }: { job: JobRef }) {
  return <p>{useWorkerJobPoller(job).phase}</p>
}

test('five jobs watched for ten minutes cost 1,500 requests and no SELECT', async () => {
  const backend = createMockBackend()
  const server = createMockServer(backend)
  server.listen()
  try {
    const jobs: JobRef[] = []
    for (let i = 0; i < 3; i++) jobs.push(await backend.startVideo({ seconds: 3_600 }))
    for (let i = 0; i < 2; i++) jobs.push(await backend.startJob({ seconds: 3_600 }))
    await backend.resetMetrics()
    const client = createJobClient({ baseUrl: 'http://api.test', tenant: 'academy' })
    const { container } = render(
      <QueryClientProvider client={new QueryClient()}>
        <JobClientProvider client={client}>
          {jobs.map((job) => (
            <Watch key={job.id} job={job} />
          ))}
        </JobClientProvider>
      </QueryClientProvider>,
    )
    // Half-open: the requests of the last moment belong to the next ten minutes.
    for (let second = 0; second < 599; second++) {
      await act(() => vi.advanceTimersByTimeAsync(1_000))
    }
    await act(() => new Promise((resolve) => setImmediate(resolve)))
    expect(container.textContent).toBe('polling'.repeat(5))
    const { http, db } = await backend.metrics()
    expect(http.requests).toBe(1_500)
    expect(db.select).toBe(0)
  } finally {
    server.close()
  }
})
