import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMockBackend, type MockBackend } from '../../mocks/index'
import { createMockServer } from '../../mocks/node'
import { createJobClient, createJobBoxStore, JobBox, JobBoxProvider } from '../index'

notifyManager.setScheduler(queueMicrotask)

let backend: MockBackend
let stop: () => void

beforeEach(() => {
  // The mock, the poller and the box all live on this clock; the requests between them do not.
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
  localStorage.clear()
  backend = createMockBackend({ seed: 7, requireTenant: true })
  const server = createMockServer(backend)
  server.listen()
  stop = () => server.close()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

/** Lets time pass, and requests be answered. */
async function pass(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(1_000)
      for (let turn = 0; turn < 10; turn++) await new Promise((done) => setImmediate(done))
    })
  }
}

/** A box that follows the given jobs at the mock. */
function showBox(...jobs: { kind: 'video' | 'excel' | 'messaging'; id: string; title: string }[]) {
  const client = createJobClient({ baseUrl: 'http://api.test', tenant: 'academy' })
  const store = createJobBoxStore(client)
  for (const job of jobs) store.track(job)
  render(
    <QueryClientProvider client={new QueryClient()}>
      <JobBoxProvider client={client} store={store} lang="ko" onOpen={() => undefined}>
        <JobBox />
      </JobBoxProvider>
    </QueryClientProvider>,
  )
}
const row = () => within(screen.getByRole('listitem'))
test('a video goes through its steps to Done', async () => {
  const { id } = await backend.startVideo({ seconds: 100 })
  showBox({ kind: 'video', id, title: '3강.mp4' })
  await pass(1)
  row().getByText('대기 중')
  await pass(50)
  row().getByText(/인코딩.*4\/7/)
  row().getByRole('progressbar', { name: '3강.mp4' })
  await pass(60)
  row().getByText('완료')
  row().getByRole('button', { name: /열기.*3강\.mp4/ })
  const requests = (await backend.metrics()).http.requests
  await pass(60)
  expect((await backend.metrics()).http.requests).toBe(requests)
})

test('a job that fails says why', async () => {
  const { id } = await backend.startJob({
    job_type: 'excel_parsing',
    seconds: 10,
    outcome: 'failed',
    error_message: '3행에 이름이 없어요.',
  })
  showBox({ kind: 'excel', id, title: '명단.xlsx' })
  await pass(15)
  row().getByText('실패')
  row().getByText('3행에 이름이 없어요.')
})

test('a job that another tenant started does not exist here', async () => {
  const { id } = await backend.startVideo({ tenant: 'other', seconds: 100 })
  showBox({ kind: 'video', id, title: '남의 영상.mp4' })
  await pass(60)
  row().getByRole('button', { name: /다시 확인/ })
  expect((await backend.metrics()).http.byStatus).toEqual({ 404: 2 })
})
