import { focusManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { jobKeys } from '../api/jobKeys'
import { failed, processing, ready } from '../testing/answers'
import { setOnline, setVisible } from '../testing/page'
import { pass } from '../testing/pass'
import { renderPoller, video42 } from '../testing/renderPoller'
import { scriptedFetch } from '../testing/scriptedFetch'
import { useWorkerJobPoller } from './useWorkerJobPoller'

const HOUR = 3_600_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('rule 1: start', () => {
  it('asks at once on mount', () => {
    const { times, poll } = renderPoller([processing(1)])
    expect(times()).toEqual([0])
    expect(poll()).toMatchObject({ phase: 'connecting', job: undefined, error: null })
  })

  it('does not ask again on a remount while the last answer is under 2 s old', async () => {
    const { times, unmount, mount } = renderPoller([processing(1)])
    await pass(500)
    unmount()
    await pass(1_000)
    mount()
    await pass(0)
    expect(times()).toEqual([0])
    await pass(500)
    expect(times()).toEqual([0, 2_000])
  })

  it('asks at once on a remount when the last answer is older', async () => {
    const { times, unmount, mount } = renderPoller([processing(1)])
    await pass(500)
    unmount()
    await pass(9_500)
    mount()
    await pass(0)
    expect(times()).toEqual([0, 10_000])
  })

  it('asks for nothing while it is not enabled', async () => {
    const { times, poll, rerender } = renderPoller([processing(1)], { enabled: false })
    await pass(10_000)
    expect(times()).toEqual([])
    expect(poll().phase).toBe('stopped')
    rerender({ enabled: true })
    await pass(0)
    expect(times()).toEqual([10_000])
    rerender({ enabled: false })
    await pass(10_000)
    expect(times()).toEqual([10_000])
    expect(poll()).toMatchObject({ phase: 'stopped', job: { state: 'running' } })
  })
})

describe('rule 2: cadence', () => {
  it('starts requests 2,000 ms apart, however long an answer takes', async () => {
    const slow = { ...processing(1), afterMs: 700 }
    const { times, poll } = renderPoller([slow])
    await pass(8_000)
    expect(times()).toEqual([0, 2_000, 4_000, 6_000, 8_000])
    expect(poll().phase).toBe('polling')
  })

  it('waits for an answer that takes longer than that, and never has two in flight', async () => {
    const slow = { ...processing(1), afterMs: 5_000 }
    const { times } = renderPoller([slow])
    await pass(10_000)
    // The timer of the next request takes at least a millisecond.
    expect(times()).toEqual([0, 5_001])
  })

  it('takes another interval', async () => {
    const { times, rerender } = renderPoller([processing(1)], { intervalMs: 500 })
    await pass(1_000)
    rerender({ intervalMs: 3_000 })
    await pass(3_000)
    expect(times()).toEqual([0, 500, 1_000, 4_000])
  })

  it('is not put off by a page that renders all the time', async () => {
    const { times, rerender } = renderPoller([processing(1)])
    for (let i = 0; i < 20; i++) {
      await pass(300)
      rerender({})
    }
    expect(times()).toEqual([0, 2_000, 4_000, 6_000])
  })

  it('is shared by all components on one job', async () => {
    const { times, mount } = renderPoller([processing(1)])
    await pass(700)
    mount()
    mount()
    await pass(5_300)
    expect(times()).toEqual([0, 2_000, 4_000, 6_000])
  })
})

describe('rule 3: final fetch', () => {
  it('follows the first terminal answer at once, and is the last request', async () => {
    const { times, poll } = renderPoller([processing(50), ready({ hls_path: null }), ready()])
    await pass(2_000)
    expect(times()).toEqual([0, 2_000, 2_000])
    expect(poll()).toMatchObject({
      phase: 'settled',
      job: { state: 'succeeded', result: { durationSeconds: 95 } },
    })
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000, 2_000])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('shows the terminal answer while it is under way', async () => {
    const { poll } = renderPoller([ready({ hls_path: null }), { hangs: true }])
    await pass(0)
    expect(poll()).toMatchObject({ phase: 'finalizing', job: { state: 'succeeded', result: null } })
  })

  it('is made when the very first answer is terminal, and for failures too', async () => {
    const { times, poll } = renderPoller([failed()])
    await pass(HOUR)
    expect(times()).toEqual([0, 0])
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'failed' } })
  })

  it('leaves silence: focus, blur, offline and back, invalidation, remounts, new components', async () => {
    const { times, mount, unmount, queryClient, rerender } = renderPoller([ready()])
    await pass(0)
    for (const focused of [false, true, false, true]) {
      focusManager.setFocused(focused)
      await setVisible(focused)
      await pass(60_000)
    }
    await setOnline(false)
    await pass(60_000)
    await setOnline(true)
    await pass(60_000)
    await act(() => queryClient.invalidateQueries())
    rerender({ intervalMs: 500 })
    unmount()
    await pass(HOUR)
    const again = mount()
    mount({ intervalMs: 700 })
    await pass(HOUR)
    expect(times()).toEqual([0, 0])
    expect(again.result.current.phase).toBe('settled')
    focusManager.setFocused(undefined)
  })

  it('is one answered request under StrictMode, too', async () => {
    const { server } = renderPoller([{ ...processing(1), afterMs: 100 }, processing(1), ready()], {
      strict: true,
    })
    await pass(HOUR)
    const answered = server.requests.filter((request) => request.outcome === 'answered')
    expect(answered.map((request) => request.at)).toEqual([0, 2_000, 2_000])
  })

  it('is not made for a refetch of a settled job', async () => {
    const { times, poll } = renderPoller([ready()])
    await pass(5_000)
    await act(() => poll().refetch())
    await pass(HOUR)
    expect(times()).toEqual([0, 0, 5_000])
    expect(poll().phase).toBe('settled')
  })
})

describe('rule 4: a final fetch that fails', () => {
  it('is tried twice more, then the first terminal answer stands', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { times, poll } = renderPoller([ready(), { status: 502 }])
    await pass(HOUR)
    expect(times()).toEqual([0, 0, 2_000, 6_000])
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it.each([401, 403, 404, 400])('never un-finishes a job, not even with a %i', async (status) => {
    const { times, poll } = renderPoller([ready(), { status }])
    await pass(HOUR)
    expect(times()).toHaveLength(4)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('counts as made when a later try answers', async () => {
    const { times, poll } = renderPoller([ready({ duration: 1 }), { fails: true }, ready()])
    await pass(HOUR)
    expect(times()).toHaveLength(3)
    expect(poll()).toMatchObject({ job: { result: { durationSeconds: 95 } }, error: null })
  })
})

describe('rule 5: a job that is in progress again', () => {
  it('is polled on, and its next end has a final fetch of its own', async () => {
    const { times, poll, percent } = renderPoller([processing(80), ready(), processing(3), ready()])
    await pass(2_000)
    expect(poll().phase).toBe('polling')
    expect(percent()).toBe(3)
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000, 2_000, 4_000, 4_000])
    expect(poll().phase).toBe('settled')
  })
})

describe('rule 6: hidden', () => {
  it('asks 30 s apart while hidden, and at once on return', async () => {
    const { times } = renderPoller([processing(1)])
    await pass(1_000)
    await setVisible(false)
    await pass(61_000)
    expect(times()).toEqual([0, 30_000, 60_000])
    await pass(5_000)
    await setVisible(true)
    await pass(250)
    expect(times()).toHaveLength(4)
    await pass(2_000)
    expect(times()).toHaveLength(5)
  })

  it('holds for a page that is hidden from the start', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const { times } = renderPoller([processing(1)])
    await pass(31_000)
    expect(times()).toEqual([0, 30_000])
    await setVisible(true)
    await pass(2_000)
    expect(times()).toEqual([0, 30_000, 32_000])
  })

  it('asks at once when the page comes out of the back/forward cache', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { server, times } = renderPoller([{ fails: true }])
    await pass(20_000)
    const before = times().length
    server.then(processing(1))
    await act(async () => {
      window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
      await vi.advanceTimersByTimeAsync(10)
    })
    expect(times()).toHaveLength(before + 1)
  })

  it('does not ask at all where hiddenIntervalMs is false', async () => {
    const { times, poll } = renderPoller([processing(1)], { hiddenIntervalMs: false })
    await setVisible(false)
    await pass(HOUR)
    expect(times()).toEqual([0])
    expect(poll().phase).toBe('polling')
    await setVisible(true)
    await pass(250)
    expect(times()).toHaveLength(2)
  })
})

describe('rule 7: failures', () => {
  it('waits 2, 4, 8, 16, 30, 30 s at most, and keeps what is on screen', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { times, poll, percent } = renderPoller([processing(40), { fails: true }])
    await pass(92_000)
    expect(times()).toEqual([0, 2_000, 4_000, 8_000, 16_000, 32_000, 62_000, 92_000])
    expect(poll()).toMatchObject({ phase: 'waiting', error: { kind: 'network' } })
    expect(percent()).toBe(40)
  })

  it('waits half of that at least', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { times } = renderPoller([{ status: 500 }])
    await pass(7_000)
    expect(times()).toEqual([0, 1_000, 3_000, 7_000])
  })

  it('starts anew after the first answer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { server, times, poll } = renderPoller([
      { fails: true },
      { fails: true },
      processing(5),
      { fails: true },
    ])
    await pass(6_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
    server.then({ fails: true }, processing(6))
    await pass(4_000)
    expect(times()).toEqual([0, 2_000, 6_000, 8_000, 10_000])
  })

  it.each([
    ['a connection that is refused', { fails: true } as const, 'network'],
    ['a page of HTML', { status: 200, text: '<html>502</html>' }, 'malformed'],
    ['an empty body', { status: 200 }, 'malformed'],
    ['another job', { json: { id: 43, status: 'READY' } }, 'malformed'],
    ['a 503', { status: 503, text: '<html>' }, 'http'],
    ['a 408', { status: 408 }, 'http'],
    ['a 429', { status: 429, text: '{"detail":"천천히"}' }, 'http'],
  ])('survives %s', async (_, answer, kind) => {
    const { poll } = renderPoller([answer, processing(7)])
    await pass(0)
    expect(poll()).toMatchObject({ phase: 'waiting', job: undefined, error: { kind } })
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'running' }, error: null })
  })

  it('begins a wait after the failure, not before: a return during the request does not end it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { times } = renderPoller([processing(1), { fails: true, afterMs: 1_000 }, processing(2)])
    await pass(2_500)
    await setVisible(false)
    await setVisible(true)
    await pass(4_000)
    expect(times()).toEqual([0, 2_000, 5_000])
  })

  it('gives a request 10 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { poll, times, server } = renderPoller([{ hangs: true }, processing(7)])
    await pass(10_000)
    expect(poll()).toMatchObject({ phase: 'waiting', error: { kind: 'timeout' } })
    expect(server.requests[0]?.outcome).toBe('aborted')
    await pass(2_000)
    expect(times()).toEqual([0, 12_000])
  })
})

describe('rule 8: Retry-After', () => {
  it.each([
    ['5', 5_000],
    ['0', 1_000],
    ['86400', 300_000],
  ])('waits as long as %s says, within bounds', async (value, wait) => {
    const { times } = renderPoller([
      { status: 503, headers: { 'Retry-After': value } },
      processing(1),
    ])
    await pass(wait)
    expect(times()).toEqual([0, wait])
  })

  it('is not cut short by a return to the page', async () => {
    const { times } = renderPoller([
      { status: 429, headers: { 'Retry-After': '60' } },
      processing(1),
    ])
    await pass(1_000)
    await setVisible(false)
    await setVisible(true)
    await setOnline(false)
    await setOnline(true)
    await pass(58_999)
    expect(times()).toEqual([0])
    await pass(1)
    expect(times()).toEqual([0, 60_000])
  })
})

describe('rule 9: offline', () => {
  it('asks nothing, and at once when back', async () => {
    const { times, poll } = renderPoller([processing(1)])
    await pass(1_000)
    await setOnline(false)
    expect(poll().phase).toBe('waiting')
    await pass(HOUR)
    expect(times()).toEqual([0])
    await setOnline(true)
    await pass(1)
    expect(times()).toHaveLength(2)
    expect(poll().phase).toBe('polling')
  })

  it('holds from the start', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const { times, poll } = renderPoller([processing(1)])
    await pass(60_000)
    expect(times()).toEqual([])
    expect(poll().phase).toBe('connecting')
    await setOnline(true)
    await pass(1)
    expect(times()).toHaveLength(1)
  })

  it('does not wait for a request that hangs since before', async () => {
    const { times, server } = renderPoller([processing(1), { hangs: true }])
    await pass(2_100)
    await setOnline(false)
    expect(server.requests[1]?.outcome).toBe('aborted')
    server.then(processing(2))
    await setOnline(true)
    await pass(1)
    expect(times()).toHaveLength(3)
  })

  it('skips the wait after a failure when back', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { server, times } = renderPoller([{ fails: true }])
    await pass(20_000)
    const before = times().length
    await setOnline(false)
    server.then(processing(1))
    await setOnline(true)
    await pass(1)
    expect(times()).toHaveLength(before + 1)
  })
})

describe('rule 10: stops', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [400, 'misconfigured'],
    [422, 'http'],
  ])('%i stops at once and says why', async (status, kind) => {
    const { times, poll } = renderPoller([{ status, text: '{"detail":"tenant가 필요합니다."}' }])
    await pass(HOUR)
    expect(times()).toEqual([0])
    expect(poll()).toMatchObject({
      phase: 'stopped',
      error: { kind, status, detail: 'tenant가 필요합니다.' },
    })
  })

  it.each([404, 410])('%i is asked once more after 2 s, then the job is gone', async (status) => {
    const { times, poll } = renderPoller([{ status }])
    await pass(0)
    expect(poll().phase).toBe('waiting')
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000])
    expect(poll()).toMatchObject({ phase: 'stopped', error: { kind: 'gone' } })
  })

  it('a 404 that was a slip changes nothing', async () => {
    const { poll } = renderPoller([{ status: 404 }, processing(1)])
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
  })

  it('resumes on refetch()', async () => {
    const { server, times, poll } = renderPoller([{ status: 401 }])
    await pass(5_000)
    server.then(processing(1), ready())
    await act(() => poll().refetch())
    await pass(2_000)
    expect(times()).toEqual([0, 5_000, 7_000, 7_000])
    expect(poll().phase).toBe('settled')
  })

  it('resumes on client.resume() if it was a 401, and only then', async () => {
    const unauthorized = renderPoller([{ status: 401 }])
    const gone = renderPoller([{ status: 400 }])
    await pass(5_000)
    unauthorized.server.then(processing(1))
    act(() => {
      unauthorized.client.resume()
      gone.client.resume()
    })
    await pass(1)
    expect(unauthorized.times()).toHaveLength(2)
    expect(gone.times()).toHaveLength(1)
  })

  it('resumes even if the 401 to an earlier request is still to come', async () => {
    const { server, client, poll } = renderPoller([{ status: 401 }])
    await pass(1_000)
    server.then({ status: 401, afterMs: 500 }, processing(1))
    void poll().refetch()
    await pass(100)
    act(() => {
      client.resume()
    })
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
  })

  it('a 404 after other failures is the first of its kind', async () => {
    const { poll } = renderPoller([{ status: 502 }, { status: 404 }, processing(1)])
    await pass(10_000)
    expect(poll().phase).toBe('polling')
  })

  it('gives a job that seems to be gone its 2 s, whoever comes back meanwhile', async () => {
    const { times } = renderPoller([{ status: 404 }])
    await pass(100)
    await setVisible(false)
    await setVisible(true)
    await pass(5_000)
    expect(times()).toEqual([0, 2_000])
  })

  it('asks for headers again before a 401 counts', async () => {
    let token = 0
    const headers = () => Promise.resolve({ Authorization: `Bearer ${++token}` })
    const { server, poll } = renderPoller([{ status: 401 }, processing(1)], { client: { headers } })
    await pass(0)
    expect(server.requests.map((r) => r.headers.get('Authorization'))).toEqual([
      'Bearer 1',
      'Bearer 2',
    ])
    expect(poll().phase).toBe('polling')
    server.then({ status: 401 })
    await pass(2_000)
    expect(server.requests).toHaveLength(4)
    expect(poll()).toMatchObject({ phase: 'stopped', error: { kind: 'unauthorized' } })
  })
})

describe('rule 11: odd answers', () => {
  it('never shows less progress within an attempt, and at most 99 before the end', async () => {
    const { percent } = renderPoller([
      processing(40),
      processing(30),
      processing(null),
      processing(150),
    ])
    await pass(0)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(99)
  })

  it('never invents a percent', async () => {
    const { percent, poll } = renderPoller([
      processing(null, { encoding_remaining_seconds: 60 }),
      { json: { id: 42, status: 'PROCESSING', encoding_progress: '40' } },
      processing(0),
    ])
    await pass(0)
    expect(percent()).toBeNull()
    await pass(2_000)
    expect(poll().job).toMatchObject({ progress: null })
    await pass(2_000)
    expect(percent()).toBe(0)
  })

  it('keeps a title that a later answer does not repeat', async () => {
    const { poll } = renderPoller([processing(1, { title: '3강.mp4' }), ready()])
    await pass(2_000)
    expect(poll().job?.title).toBe('3강.mp4')
  })

  it('takes an unknown status as in progress', async () => {
    const { poll } = renderPoller([{ json: { id: 42, status: 'THINKING' } }])
    await pass(0)
    expect(poll()).toMatchObject({
      phase: 'polling',
      job: { state: 'running', rawStatus: 'THINKING' },
    })
  })
})

describe('rule 12: retry', () => {
  it('does not believe the old end until the job was seen in progress', async () => {
    const { server, poll, percent, client } = renderPoller([processing(60), failed()])
    await pass(2_000)
    expect(poll().phase).toBe('settled')
    server.then({ status: 202, text: '{}' }, failed(), failed(), processing(4), ready())
    await act(() => client.retry(video42))
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued', progress: null } })
    await pass(4_500)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued' } })
    await pass(2_000)
    expect(percent()).toBe(4)
    await pass(HOUR)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('holds for a retry while a request is under way', async () => {
    const slow = { ...failed(), afterMs: 1_000 }
    const { server, poll, client } = renderPoller([processing(60), slow])
    await pass(2_500)
    server.then({ status: 202 }, processing(4))
    await act(() => client.retry(video42))
    await pass(1_000)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued' } })
  })

  it('holds for a retry before the first poll', async () => {
    const { server, mount, client } = renderPoller([{ hangs: true }], { enabled: false })
    server.then({ status: 202 }, failed(), processing(4))
    await act(() => client.retry(video42))
    const poll = mount({})
    expect(poll.result.current.phase).toBe('connecting')
    await pass(2_500)
    expect(poll.result.current).toMatchObject({ phase: 'polling', job: { state: 'running' } })
  })

  it('is not prolonged by a clock that is set back', async () => {
    const { server, poll, client } = renderPoller([failed()])
    await pass(0)
    server.then({ status: 202 }, failed())
    await act(() => client.retry(video42))
    vi.setSystemTime(Date.now() - HOUR)
    await pass(10_000)
    expect(poll().phase).toBe('settled')
  })

  it('believes it after 30 s', async () => {
    const { server, poll, client } = renderPoller([failed()])
    await pass(0)
    server.then({ status: 202 }, failed())
    await act(() => client.retry(video42))
    await pass(29_000)
    expect(poll().phase).toBe('polling')
    await pass(3_000)
    expect(poll().phase).toBe('settled')
  })
})

describe('rule 13: change', () => {
  it('moves changedAt when the server says something new, not when seconds count down', async () => {
    const left = (seconds: number) => processing(10, { encoding_remaining_seconds: seconds })
    const { poll } = renderPoller([left(60), left(58), processing(11)])
    await pass(0)
    const first = poll().changedAt
    expect(first).toBe(Date.now())
    await pass(2_000)
    expect(poll()).toMatchObject({ changedAt: first, lastCheckedAt: Date.now() })
    await pass(2_000)
    expect(poll().changedAt).toBe(Date.now())
  })
})

describe('rule 13: what counts as a change', () => {
  const step = (index: number, percent: number, name = '인코딩') => ({
    encoding_step_index: index,
    encoding_step_total: 7,
    encoding_step_name: name,
    encoding_step_percent: percent,
  })
  it.each([
    ['the percent', processing(10), processing(11)],
    ['a percent that the screen does not show', processing(99), processing(100)],
    ['a percent that falls', processing(40), processing(30)],
    ['the step', processing(10, step(3, 0)), processing(10, step(4, 0))],
    ['the name of the step', processing(10, step(4, 0)), processing(10, step(4, 0, '검증'))],
    ['the step percent', processing(10, step(4, 1)), processing(10, step(4, 2))],
    [
      'updated_at',
      processing(10, { updated_at: '2026-03-01T00:00:00Z' }),
      processing(10, { updated_at: '2026-03-01T00:00:09Z' }),
    ],
    [
      'the status',
      { json: { id: 42, status: 'PROCESSING' } },
      { json: { id: 42, status: 'UNKNOWN' } },
    ],
  ])('%s', async (_, before, after) => {
    const { poll } = renderPoller([before, before, after])
    await pass(0)
    const first = poll().changedAt
    await pass(2_000)
    expect(poll().changedAt).toBe(first)
    await pass(2_000)
    expect(poll().changedAt).toBe(Date.now())
  })
})

describe('rule 15: order', () => {
  it('a refetch joins a later request under way, too', async () => {
    const { poll, server } = renderPoller([processing(10), { ...processing(20), afterMs: 1_500 }])
    await pass(2_500)
    void poll().refetch()
    await pass(1_000)
    expect(server.requests.map(({ at, outcome }) => [at, outcome])).toEqual([
      [0, 'answered'],
      [2_000, 'answered'],
    ])
  })

  it('a refetch joins the request under way, so that no answer can overtake another', async () => {
    const { poll, times, percent } = renderPoller([
      { ...processing(10), afterMs: 1_500 },
      processing(20),
    ])
    await pass(500)
    void poll().refetch()
    await pass(1_000)
    expect(times()).toEqual([0])
    expect(percent()).toBe(10)
  })
})

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
    vi.unstubAllGlobals()
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
      .map(({ queryKey }) => queryKey[3])
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
    vi.unstubAllGlobals()
  })
})
