import { focusManager } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { failed, processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { renderPoller } from '../testing/renderPoller'

const HOUR = 3_600_000

withFakeTimers()

describe('rule 1: start', () => {
  it('asks at once on mount', async () => {
    const { times, poll } = renderPoller([{ hangs: true }])
    await pass(0)
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
    expect(times()).toEqual([0, 5_000, 10_000])
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

  it('begins anew when the clock is set back, once, whatever happens meanwhile', async () => {
    const { times, rerender } = renderPoller([processing(1)])
    await pass(500)
    vi.setSystemTime(Date.now() - 7 * HOUR)
    for (let i = 0; i < 10; i++) {
      await pass(500)
      rerender({ hiddenIntervalMs: 30_000 + i })
    }
    // Seen at 1,000 for the first time.
    expect(times()).toEqual([0, 3_000, 5_000].map((at) => (at === 0 ? 0 : at - 7 * HOUR)))
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

  it('is one request under StrictMode, too', async () => {
    const { server, times } = renderPoller([{ ...processing(1), afterMs: 100 }, ready()], {
      strict: true,
    })
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000, 2_000])
    expect(server.requests.map((request) => request.outcome)).not.toContain('aborted')
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
