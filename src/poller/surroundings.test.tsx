import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { processing } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { renderPoller } from '../testing/renderPoller'

const HOUR = 3_600_000

withFakeTimers()

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
    await pass(0)
    await setVisible(false)
    await pass(HOUR)
    expect(times()).toEqual([0])
    expect(poll().phase).toBe('polling')
    await setVisible(true)
    await pass(250)
    expect(times()).toHaveLength(2)
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
