import { act } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { JobStatusError } from '../job/JobStatusError'
import { failed, processing, ready } from '../testing/answers'
import { fakeTabs } from '../testing/fakeTabs'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { renderPoller } from '../testing/renderPoller'
import { scriptedFetch, type ScriptedAnswer } from '../testing/scriptedFetch'
import './joinTabs'

const HOUR = 3_600_000
type Options = NonNullable<Parameters<typeof renderPoller>[1]>

withFakeTimers()

let browser: ReturnType<typeof fakeTabs>
beforeEach(() => {
  browser = fakeTabs()
})
afterEach(() => {
  browser.restore()
})

/** Tabs of one browser that ask one server. */
function openTabs(...script: [ScriptedAnswer, ...ScriptedAnswer[]]) {
  const server = scriptedFetch(...script)
  return {
    server,
    times: server.times,
    open: async (options: Options = {}) => {
      const tab = renderPoller(script, { ...options, server })
      await pass(0)
      return tab
    },
  }
}

describe('rule 14: one tab asks', () => {
  it('costs the requests of one tab, and all show the same', async () => {
    const { open, times } = openTabs(processing(10), processing(20), processing(30))
    const tabs = [await open(), await open(), await open()]
    await pass(5_000)
    expect(times()).toEqual([0, 2_000, 4_000])
    expect(tabs.map((tab) => tab.percent())).toEqual([30, 30, 30])
    expect(tabs.map((tab) => tab.poll().phase)).toEqual(['polling', 'polling', 'polling'])
  })

  it('makes one final fetch, and calls onSettled once in each tab', async () => {
    const { open, times } = openTabs(processing(10), ready())
    const told = [vi.fn(), vi.fn()]
    const tabs = [await open({ onSettled: told[0] }), await open({ onSettled: told[1] })]
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000, 2_000])
    expect(tabs.map((tab) => tab.poll().phase)).toEqual(['settled', 'settled'])
    for (const onSettled of told) expect(onSettled).toHaveBeenCalledTimes(1)
  })

  it('tells a newcomer at once, in progress or settled', async () => {
    const { open, times } = openTabs(processing(10), ready())
    await open()
    await pass(1_000)
    const second = await open()
    expect(second.percent()).toBe(10)
    await pass(HOUR)
    const third = await open()
    expect(third.poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000, 2_000])
  })

  it('passes on when the asking tab leaves, without a break in the cadence', async () => {
    const { open, times } = openTabs(processing(10))
    const first = await open()
    const second = await open()
    await pass(3_000)
    first.unmount()
    await pass(3_000)
    expect(times()).toEqual([0, 2_000, 4_000, 6_000])
    expect(second.poll().phase).toBe('polling')
  })

  it('leaves neither lock, channel nor timer when the last one has left', async () => {
    const { open } = openTabs(processing(10))
    const tabs = [await open(), await open()]
    await pass(1_000)
    for (const tab of tabs) {
      tab.unmount()
      await pass(0)
    }
    expect(browser.locks()).toEqual([])
    expect(browser.channels()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks for what only another tab watches, until that one leaves', async () => {
    const { open, server } = openTabs(processing(10))
    await open()
    const other = await open({ ref: { kind: 'video', id: '43' } })
    const ofOther = () => server.requests.filter(({ url }) => url.endsWith('/43/')).length
    await pass(3_000)
    expect(ofOther()).toBe(2)
    other.unmount()
    await pass(HOUR)
    expect(ofOther()).toBe(2)
  })

  it('asks for a hidden tab by its rule, and for none that is never to ask', async () => {
    const { open, times } = openTabs(processing(10))
    await open({ hiddenIntervalMs: false })
    await open({ hiddenIntervalMs: 20_000 })
    await setVisible(false)
    await pass(41_000)
    expect(times()).toEqual([0, 20_000, 40_000])
  })

  it('hands over from a tab that is offline with all that is known', async () => {
    const { open, times } = openTabs(processing(10))
    await open()
    await open()
    await setOnline(false)
    await pass(60_000)
    await setOnline(true)
    await pass(100)
    expect(times()).toEqual([0, 60_000])
  })

  it('keeps Retry-After across tabs, and gives the error its kind', async () => {
    const { open, times } = openTabs({ status: 503, headers: { 'Retry-After': '60' } })
    const first = await open()
    const second = await open()
    expect(second.poll().error).toBeInstanceOf(JobStatusError)
    expect(second.poll().error).toMatchObject({ kind: 'http', status: 503, retryAfterMs: 60_000 })
    first.unmount()
    await pass(59_000)
    expect(times()).toEqual([0])
    await pass(2_000)
    expect(times()).toEqual([0, 60_000])
  })

  it('sends a refetch from the tab that wants it, and tells the others', async () => {
    const { open, times, server } = openTabs(ready({ duration: 1 }))
    const first = await open()
    const second = await open()
    await pass(5_000)
    server.then(ready())
    await act(() => second.poll().refetch())
    await pass(0)
    expect(times()).toEqual([0, 0, 5_000])
    expect(first.poll().job).toMatchObject({ result: { durationSeconds: 95 } })
  })

  it('hears of a retry in another tab', async () => {
    const { open, times, server } = openTabs(failed())
    const first = await open()
    const second = await open()
    await pass(1_000)
    server.then({ status: 202 }, failed(), processing(5), ready())
    await act(() => second.client.retry({ kind: 'video', id: '42' }))
    await pass(0)
    expect(first.poll().phase).toBe('polling')
    await pass(HOUR)
    expect(times()).toEqual([0, 0, 1_000, 2_000, 4_000, 6_000, 6_000])
    expect([first, second].map((tab) => tab.poll().job?.state)).toEqual(['succeeded', 'succeeded'])
  })

  it('goes on in all tabs when one of them resumes', async () => {
    const { open, times, server } = openTabs({ status: 401 })
    const first = await open()
    const second = await open()
    await pass(10_000)
    expect([first, second].map((tab) => tab.poll().phase)).toEqual(['stopped', 'stopped'])
    server.then(processing(10))
    act(() => {
      second.client.resume()
    })
    await pass(100)
    expect(times()).toEqual([0, 10_000])
    expect([first, second].map((tab) => tab.poll().phase)).toEqual(['polling', 'polling'])
  })

  it('takes the turn from a tab that does not answer within 3 s, and tells it when it wakes', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { open, times, server } = openTabs(processing(10), { hangs: true })
    const first = await open()
    const second = await open()
    const [channel] = browser.channels()
    if (channel) channel.isDeaf = true
    await pass(2_100)
    expect(times()).toEqual([0, 2_000])
    server.then(processing(30))
    await pass(1_000)
    expect(times()).toHaveLength(3)
    expect(server.requests[1]?.outcome).toBe('aborted')
    expect(second.percent()).toBe(30)
    expect(first.percent()).toBe(10)
    if (channel) channel.isDeaf = false
    server.then(processing(40))
    await pass(2_000)
    expect([first, second].map((tab) => tab.percent())).toEqual([40, 40])
    expect(times()).toHaveLength(4)
  })

  it('tells of a failure whose cause no channel carries, and asks on', async () => {
    const headers = vi
      .fn()
      .mockRejectedValueOnce(new Error('x', { cause: () => 'not to be cloned' }))
    const { open, times } = openTabs(processing(10))
    const first = await open({ client: { headers } })
    const second = await open()
    expect(second.poll().error).toMatchObject({ kind: 'network' })
    await setVisible(false)
    await setVisible(true)
    await pass(3_000)
    expect(times().length).toBeGreaterThan(0)
    expect([first, second].map((tab) => tab.percent())).toEqual([10, 10])
  })

  it('leaves a tab alone that waits for a slow answer', async () => {
    const { open, times } = openTabs(processing(10), { ...processing(20), afterMs: 8_000 })
    await open()
    await open()
    await pass(9_900)
    expect(times()).toEqual([0, 2_000])
  })

  it.each<[string, Options]>([
    ['user', { client: { scope: 'another' } }],
    ['tenant', { client: { tenant: 'another' } }],
    ['client that does not share', { client: { shareTabs: false } }],
  ])('is another matter for another %s', async (_, options) => {
    const { open, times } = openTabs(processing(10))
    await open()
    await open(options)
    await pass(1_900)
    expect(times()).toEqual([0, 0])
  })

  it.each([
    ['no locks', () => Reflect.deleteProperty(navigator, 'locks')],
    ['no channel', () => vi.stubGlobal('BroadcastChannel', undefined)],
    ['locks that are refused', () => browser.refuseLocks()],
  ])('asks in each tab where there are %s', async (_, breakBrowser) => {
    breakBrowser()
    const { open, times } = openTabs(processing(10))
    await open()
    await open()
    await pass(1_900)
    expect(times()).toEqual([0, 0])
  })
})
