import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { useEffect } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { createJobClient } from '../api/jobClient'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import { JobClientProvider } from './JobClientProvider'
import { useWorkerJobPoller } from './useWorkerJobPoller'

withFakeTimers()

type Refetches = Map<number, () => Promise<void>>

function Job({ id, refetches }: { id: number; refetches: Refetches }) {
  const { job, phase, refetch } = useWorkerJobPoller({ kind: 'video', id: String(id) })
  useEffect(() => {
    refetches.set(id, refetch)
  }, [id, refetches, refetch])
  return <li>{`${phase} ${job?.state ?? ''}`}</li>
}

/** A page with so many jobs, at a server that knows which of them are done. */
function renderJobs(count: number) {
  const start = Date.now()
  const starts: { id: number; at: number }[] = []
  const done = new Set<number>()
  const refetches: Refetches = new Map()
  const client = createJobClient({
    baseUrl: 'http://api.test',
    fetch: (input, init) => {
      const id = Number(/(\d+)\/$/.exec(new Request(input, init).url)?.[1])
      starts.push({ id, at: Date.now() - start })
      const status = done.has(id) ? 'READY' : 'PROCESSING'
      return Promise.resolve(Response.json({ id, status, hls_path: 'a' }))
    },
  })
  const queryClient = new QueryClient()
  const page = (jobs: number) => (
    <QueryClientProvider client={queryClient}>
      <JobClientProvider client={client}>
        {Array.from({ length: jobs }, (_, i) => (
          <Job key={i} id={i + 1} refetches={refetches} />
        ))}
      </JobClientProvider>
    </QueryClientProvider>
  )
  const { rerender } = render(page(count))
  return {
    starts,
    done,
    of: (id: number) => starts.filter((start) => start.id === id).map(({ at }) => at),
    refetch: (id: number) => refetches.get(id)?.() ?? expect.fail('not on the page'),
    show: (jobs: number) => {
      rerender(page(jobs))
    },
  }
}

/** The most starts in any second. */
function mostInASecond(starts: { at: number }[]): number {
  return Math.max(
    ...starts.map(({ at }) => starts.filter((s) => s.at >= at && s.at < at + 1_000).length),
  )
}

describe('rule 19: ceiling', () => {
  it('does not concern a page with few jobs', async () => {
    const { starts } = renderJobs(10)
    await pass(2_000)
    expect(starts.map(({ at }) => at)).toEqual([
      ...Array<number>(10).fill(0),
      ...Array<number>(10).fill(2_000),
    ])
  })

  it('spreads the first requests of many jobs, and the later ones over the interval', async () => {
    const { starts, of } = renderJobs(50)
    await pass(30_000)
    expect(starts.slice(0, 50).map(({ at }) => at)).toEqual(
      Array.from({ length: 50 }, (_, i) => Math.floor(i / 5) * 500),
    )
    expect(of(1)).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000])
    expect(of(50)).toEqual([4_500, 9_500, 14_500, 19_500, 24_500, 29_500])
    expect(mostInASecond(starts)).toBe(10)
  })

  it('asks for 20 jobs every 2 s, five at a time', async () => {
    const { starts, of } = renderJobs(20)
    await pass(10_000)
    expect(of(7)).toEqual([500, 2_500, 4_500, 6_500, 8_500])
    expect(mostInASecond(starts)).toBe(10)
  })

  it('makes a final fetch before all that is due, and keeps within the second', async () => {
    const { starts, of, done } = renderJobs(50)
    await pass(4_950)
    done.add(1)
    await pass(10_000)
    expect(of(1)).toEqual([0, 5_000, 5_000])
    expect([2, 3, 4, 5].map((id) => of(id)[1])).toEqual([5_000, 5_000, 5_000, 5_500])
    expect(mostInASecond(starts)).toBe(10)
  })

  it('goes back to 2 s when there are few jobs again', async () => {
    const { of, show } = renderJobs(80)
    await pass(7_900)
    show(1)
    await pass(6_000)
    // The last ten starts fill the second until 8,000.
    expect(of(1)).toEqual([0, 8_000, 10_000, 12_000])
  })

  it('spreads the requests of a return, too', async () => {
    const { starts } = renderJobs(60)
    await pass(6_000)
    await setVisible(false)
    await pass(20_000)
    const before = starts.length
    await setVisible(true)
    await pass(5_950)
    expect(starts.length - before).toBe(60)
    expect(mostInASecond(starts)).toBe(10)
  })

  it('lets a refetch by hand go first', async () => {
    const { starts, of, refetch } = renderJobs(60)
    await pass(3_050)
    const done = vi.fn()
    void refetch(60).then(done)
    await pass(450)
    expect(done).toHaveBeenCalled()
    expect(of(60)).toEqual([3_500])
    await pass(6_000)
    expect(mostInASecond(starts)).toBe(10)
  })
})
