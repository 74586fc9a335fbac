import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { jobKeys } from '../api/jobKeys'
import { failed, processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { renderPoller, video42 } from '../testing/renderPoller'
import { scriptedFetch } from '../testing/scriptedFetch'
import { useWorkerJobPoller } from './useWorkerJobPoller'

const HOUR = 3_600_000

withFakeTimers()

describe('rule 16: unmount', () => {
  it('aborts the request in flight and leaves no timer', async () => {
    const { server, unmount, queryClient } = renderPoller([{ hangs: true }])
    await pass(500)
    unmount()
    await pass(0)
    expect(server.requests.map((request) => request.outcome)).toEqual(['aborted'])
    expect(vi.getTimerCount()).toBe(0)
    expect(queryClient.isFetching()).toBe(0)
  })

  it('goes on while another component watches', async () => {
    const { times, unmount, mount } = renderPoller([processing(1)])
    await pass(500)
    mount()
    unmount()
    await pass(3_500)
    expect(times()).toEqual([0, 2_000, 4_000])
  })

  it('makes the final fetch that an unmount cut off', async () => {
    const { times, unmount, mount, server } = renderPoller([ready(), { hangs: true }])
    await pass(100)
    unmount()
    server.then(ready())
    await pass(10_000)
    const again = mount()
    await pass(HOUR)
    expect(times()).toEqual([0, 0, 10_100])
    expect(again.result.current.phase).toBe('settled')
  })
})

describe('rule 17: onSettled', () => {
  it('runs once for a function, however many components pass it', async () => {
    const onSettled = vi.fn()
    const { mount, unmount, rerender } = renderPoller([processing(1), ready()], {
      onSettled,
      strict: true,
    })
    mount()
    await pass(2_000)
    rerender({ onSettled })
    unmount()
    mount()
    await pass(HOUR)
    expect(onSettled).toHaveBeenCalledTimes(1)
    expect(onSettled).toHaveBeenCalledWith(expect.objectContaining({ state: 'succeeded' }))
  })

  it('runs once where each render passes a new function', async () => {
    const settled = vi.fn()
    const fresh = () => ({
      onSettled: () => {
        settled()
      },
    })
    const { rerender } = renderPoller([processing(1), ready()], fresh())
    for (let i = 0; i < 10; i++) {
      await pass(500)
      rerender(fresh())
    }
    expect(settled).toHaveBeenCalledTimes(1)
  })

  it('runs for a job that ended before its first answer, and again for the next attempt', async () => {
    const onSettled = vi.fn()
    const { server, client } = renderPoller([failed()], { onSettled })
    await pass(0)
    expect(onSettled).toHaveBeenCalledTimes(1)
    server.then({ status: 202 }, processing(1), ready())
    await act(() => client.retry(video42))
    await pass(10_000)
    expect(onSettled).toHaveBeenCalledTimes(2)
  })

  it('runs for an attempt that began after the cache was emptied', async () => {
    const onSettled = vi.fn()
    const { queryClient, unmount, mount } = renderPoller([ready()], { onSettled })
    await pass(1_000)
    unmount()
    queryClient.clear()
    mount({ onSettled })
    await pass(1_000)
    expect(onSettled).toHaveBeenCalledTimes(2)
  })

  it('does not run for a job that had settled before', async () => {
    const { mount, unmount } = renderPoller([ready()])
    await pass(0)
    unmount()
    const late = vi.fn()
    mount({ onSettled: late })
    await pass(HOUR)
    expect(late).not.toHaveBeenCalled()
  })
})

describe('in an app that does as it likes with its cache', () => {
  it.each(['clear', 'removeQueries', 'resetQueries'] as const)(
    'goes on after %s() during a request',
    async (empty) => {
      const { queryClient, times, poll } = renderPoller([
        processing(1),
        { ...processing(2), afterMs: 700 },
      ])
      await pass(2_300)
      act(() => {
        void queryClient[empty]()
      })
      await pass(20_000)
      expect(times().length).toBeGreaterThan(6)
      expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'running' } })
    },
  )

  it('is neither hurried nor starved by invalidation', async () => {
    const { queryClient, times, percent } = renderPoller([
      processing(1),
      { ...processing(2), afterMs: 700 },
    ])
    for (let i = 0; i < 20; i++) {
      await pass(500)
      void queryClient.invalidateQueries()
    }
    expect(times()).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000])
    expect(percent()).toBe(2)
  })

  it('makes one final fetch though everything is invalidated meanwhile', async () => {
    const { queryClient, times } = renderPoller([ready(), { ...ready(), afterMs: 500 }])
    await pass(300)
    void queryClient.invalidateQueries()
    await pass(HOUR)
    expect(times()).toEqual([0, 0])
  })

  it('shows no other job while a new one loads', async () => {
    const queryClient = new QueryClient({
      defaultOptions: { queries: { placeholderData: (previous: unknown) => previous } },
    })
    const server = scriptedFetch(ready(), ready(), { hangs: true })
    vi.stubGlobal('fetch', server.fetch)
    const Job = ({ id }: { id: string }) => {
      const { job, phase } = useWorkerJobPoller({ kind: 'video', id })
      return `${phase} ${job?.ref.id ?? 'none'}`
    }
    const page = (id: string) => (
      <QueryClientProvider client={queryClient}>
        <Job id={id} />
      </QueryClientProvider>
    )
    const { container, rerender } = render(page('42'))
    await pass(0)
    expect(container.textContent).toBe('settled 42')
    rerender(page('43'))
    await pass(0)
    expect(container.textContent).toBe('connecting none')
  })

  it('makes no final fetch for a component that was switched off meanwhile', async () => {
    const { times, rerender, poll } = renderPoller([{ ...ready(), afterMs: 1_000 }])
    await pass(300)
    rerender({ enabled: false })
    await pass(HOUR)
    expect(times()).toEqual([0])
    expect(poll().phase).toBe('stopped')
  })

  it('keeps the 200 latest of the jobs that nothing watches', async () => {
    const { queryClient, client, mount } = renderPoller([ready()])
    await pass(0)
    for (let id = 1_000; id < 1_300; id++) {
      vi.setSystemTime(Date.now() + 1)
      queryClient.setQueryData(jobKeys.job(client, { kind: 'video', id: String(id) }), {})
    }
    mount()
    await pass(0)
    const keys = queryClient
      .getQueryCache()
      .findAll()
      .map(({ queryKey }) => queryKey[2])
    expect(keys).toHaveLength(201)
    expect(keys).toEqual(expect.arrayContaining(['42', '1100', '1299']))
    expect(keys).not.toContain('1099')
  })
})

describe('options', () => {
  it.each([
    [{ intervalMs: 0 }, 'intervalMs is 0'],
    [{ intervalMs: NaN }, 'intervalMs is NaN'],
    [{ intervalMs: Infinity }, 'intervalMs is Infinity'],
    [{ intervalMs: 3_600_001 }, 'intervalMs is 3600001'],
    [{ hiddenIntervalMs: 199 }, 'hiddenIntervalMs is 199'],
  ])('%j throws at mount', (options, message) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(() => renderPoller([processing(1)], options)).toThrow(
      `Failed to poll a job: ${message}. Pass a number of milliseconds from 200 to 3600000.`,
    )
  })

  it('works under a bare QueryClientProvider: own origin, no tenant', async () => {
    const server = scriptedFetch(processing(1))
    vi.stubGlobal('fetch', server.fetch)
    const Phase = () => useWorkerJobPoller(video42).phase
    const { container } = render(
      <QueryClientProvider client={new QueryClient()}>
        <Phase />
      </QueryClientProvider>,
    )
    await pass(0)
    expect(container.textContent).toBe('polling')
    expect(server.requests[0]?.url).toBe(`${location.origin}/media/videos/42/`)
    expect(server.requests[0]?.headers.has('X-Tenant-Code')).toBe(false)
  })
})
