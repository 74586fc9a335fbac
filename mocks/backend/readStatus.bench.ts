import { bench, describe } from 'vitest'
import { createMockBackend, type MockBackend } from '../createMockBackend'
import { createMockFetch } from '../http/createMockFetch'
import { STRATEGIES } from './inputs'

/** Jobs that run, on a clock that stands still. */
async function withJobs(count: number): Promise<MockBackend> {
  const backend = createMockBackend({ clock: { now: () => 0 } })
  for (let id = 1; id <= count; id++) await backend.startVideo({ id, seconds: 80_000 })
  await backend.advance(20_000)
  return backend
}

const backends = { 10: await withJobs(10), '100,000': await withJobs(100_000) }

describe.each(STRATEGIES)('a status read by %s', (read) => {
  for (const [jobs, backend] of Object.entries(backends)) {
    const fetch = createMockFetch(backend)
    let id = 0
    bench(
      `with ${jobs} jobs`,
      async () => {
        id = (id % 10) + 1
        await fetch(`http://api.test/media/videos/${id}/`)
      },
      { setup: () => backend.setStrategy({ read }).then(() => undefined) },
    )
  }
})
