import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { goThroughCache, setOnline, setVisible } from '../testing/page'
import { at, body, renderLive } from '../testing/renderLive'
import { renderPoller } from '../testing/renderPoller'
import { scriptedSockets } from '../testing/scriptedSockets'

withFakeTimers()

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A component that mounts again and again, each time for `ms`. */
async function comeAndGo(mount: () => { unmount: () => void }, times: number, ms: number) {
  for (let i = 0; i < times; i++) {
    const { unmount } = mount()
    await pass(ms)
    unmount()
    await pass(100)
  }
}

describe('a socket that is lost', () => {
  it('is replaced by polling after 2 s, and takes over again without a word', async () => {
    const { poll, sockets, percent, requestsIn, change } = await renderLive()
    await pass(10_000)
    change(11, processing(20))
    await pass(9_000)
    sockets.mode = 'refuses'
    sockets.drop()
    await pass(0)
    expect(poll()).toMatchObject({ live: false, phase: 'polling' })
    const [first = 0, second = 0, ...rest] = await requestsIn(9_000)
    expect(first).toBeGreaterThanOrEqual(2_000)
    expect(first).toBeLessThanOrEqual(2_500)
    expect(second - first).toBe(2_000)
    expect(rest).toHaveLength(2)
    expect(percent()).toBe(20)
    sockets.mode = 'up'
    await pass(MINUTE)
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
    change(12, processing(20))
    expect(await requestsIn(20_000)).toEqual([])
  })

  it('costs nothing if it is back within 2 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { poll, sockets, change, percent, requestsIn } = await renderLive()
    change(11, processing(40))
    await pass(5_000)
    sockets.drop()
    sockets.states.set('video:42', { version: 12, body: body(processing(41)) })
    expect(await requestsIn(20_000)).toEqual([])
    expect(poll().live).toBe(true)
    expect(percent()).toBe(41)
    expect(sockets.sockets).toHaveLength(2)
  })

  it('is tried again with growing pauses, half of them random', async () => {
    const { sockets, counts } = await renderLive()
    const attempts: number[] = []
    sockets.mode = 'refuses'
    sockets.drop()
    for (let known = counts()?.attempts ?? 0, s = 0; s < 300; s++) {
      await pass(1_000)
      const now = counts()?.attempts ?? 0
      if (now > known) attempts.push(s + 1)
      known = now
    }
    const gaps = attempts.map((time, i) => time - (attempts[i - 1] ?? 0))
    for (const [i, gap] of gaps.entries()) {
      const most = Math.min(30, 2 ** (i + 1))
      expect(gap).toBeGreaterThanOrEqual(Math.floor(most / 2))
      expect(gap).toBeLessThanOrEqual(most + 1)
    }
    expect(gaps.length).toBeGreaterThan(9)
  })

  it('is tried no more often because jobs come and go', async () => {
    const { sockets, unmount, mount } = await renderLive()
    sockets.mode = 'refuses'
    sockets.drop()
    unmount()
    const before = sockets.sockets.length
    await comeAndGo(mount, 30, 1_500)
    // After 1–2, 2–4, 4–8, 8–16 and 15–30 s.
    expect(sockets.sockets.length - before).toBeLessThanOrEqual(6)
  })

  it('that is dropped again and again after a few words is tried with growing pauses, too', async () => {
    const { sockets } = await renderLive()
    for (let ms = 0; ms < 2 * MINUTE; ms += 200) {
      await pass(200)
      if (sockets.subscribed().size > 0) sockets.drop()
    }
    expect(sockets.sockets.length).toBeLessThanOrEqual(10)
    // One that lasts starts anew.
    await pass(2 * MINUTE)
    sockets.drop()
    const before = sockets.sockets.length
    await pass(2_000)
    expect(sockets.sockets.length).toBe(before + 1)
  })

  it('goes with the connection of the page, and comes back with it', async () => {
    const { sockets, poll, requestsIn, times } = await renderLive()
    await pass(10_000)
    await setOnline(false)
    expect(sockets.open()).toEqual([])
    expect(poll()).toMatchObject({ live: false, phase: 'waiting' })
    expect(await requestsIn(MINUTE)).toEqual([])
    const before = times().length
    await setOnline(true)
    expect(times()).toHaveLength(before + 1)
    await pass(100)
    expect(poll()).toMatchObject({ live: true })
  })

  it('is given its 2 s whoever returned to the page while it worked', async () => {
    const { sockets, requestsIn } = await renderLive()
    await setVisible(false)
    await pass(5_000)
    await setVisible(true)
    await pass(5_000)
    sockets.mode = 'refuses'
    sockets.drop()
    const [first] = await requestsIn(3_000)
    expect(first).toBeGreaterThanOrEqual(2_000)
    expect(first).toBeLessThanOrEqual(2_500)
  })

  it('does not have an API asked sooner that wants to be left in peace', async () => {
    const { sockets, server, poll, change, requestsIn } = await renderLive()
    server.then({ status: 503, headers: { 'Retry-After': '60' } }, at(12, processing(30)))
    expect(await requestsIn(31_000)).toEqual([29_940])
    change(11, processing(20))
    await pass(100)
    expect(poll()).toMatchObject({ live: true, error: null })
    sockets.mode = 'refuses'
    sockets.drop()
    expect(await requestsIn(60_000)).toEqual([58_840])
  })

  it('by its silence alone is noticed within half a minute', async () => {
    const { sockets, poll } = await renderLive()
    sockets.mode = 'silent'
    await pass(30_500)
    expect(sockets.sent().at(-1)).toEqual({ type: 'ping' })
    expect(sockets.open()).toEqual([])
    expect(poll().live).toBe(false)
  })

  it('is given up when the page goes away, and opened anew when it returns', async () => {
    const { sockets, poll } = await renderLive()
    goThroughCache('pagehide')
    expect(sockets.open()).toEqual([])
    await pass(MINUTE)
    expect(sockets.sockets).toHaveLength(1)
    goThroughCache('pageshow')
    await pass(100)
    expect(sockets.open()).toHaveLength(1)
    expect(poll().live).toBe(true)
  })
})

describe('a server without sockets', () => {
  it('costs two attempts and then quiet polling, with a rare retry', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'refuses'
    const { poll, times } = renderPoller([processing(10)])
    await pass(5 * MINUTE - 1)
    expect(sockets.sockets).toHaveLength(2)
    expect(times()).toHaveLength(150)
    expect(poll()).toMatchObject({ phase: 'polling', live: false, error: null })
    await pass(HOUR)
    const perHour = sockets.sockets.length - 2
    expect(perHour).toBeGreaterThanOrEqual(5)
    expect(perHour).toBeLessThanOrEqual(13)
  })

  it('is not tried more often because jobs come and go', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'refuses'
    const { unmount, mount } = renderPoller([processing(10)])
    await pass(10_000)
    unmount()
    await comeAndGo(mount, 10, 5_000)
    expect(sockets.sockets).toHaveLength(2)
  })

  it('or a proxy that accepts and says nothing costs no more', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'silent'
    const { poll, times } = renderPoller([processing(10)])
    await pass(5 * MINUTE - 1)
    expect(sockets.sockets).toHaveLength(2)
    expect(times()).toHaveLength(150)
    expect(poll().live).toBe(false)
  })

  it('or such a proxy costs no more because jobs come and go', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'silent'
    const { unmount, mount } = renderPoller([processing(10)])
    await pass(4_000)
    unmount()
    await comeAndGo(mount, 30, 4_000)
    expect(sockets.sockets).toHaveLength(2)
  })

  it('is polled as by choice where a policy of the page forbids sockets', async () => {
    const sockets = scriptedSockets()
    Reflect.set(globalThis, 'WebSocket', function refuse() {
      throw new DOMException('Refused', 'SecurityError')
    })
    const { times, poll } = renderPoller([processing(10)])
    await pass(9_000)
    expect(times()).toHaveLength(5)
    expect(poll().phase).toBe('polling')
    expect(sockets.sockets).toEqual([])
  })
})

describe('no socket', () => {
  it('is opened by choice', async () => {
    const { sockets, times } = await renderLive({ client: { push: false } })
    await pass(9_000)
    expect(sockets.sockets).toEqual([])
    expect(times()).toHaveLength(5)
  })

  it('is opened for a job that has ended by its first answer, nor for one that is not to be followed', async () => {
    const sockets = scriptedSockets()
    renderPoller([ready()])
    renderPoller([processing(1)], { enabled: false })
    renderPoller([{ status: 403 }])
    await pass(MINUTE)
    expect(sockets.sockets).toEqual([])
  })

  it('is kept for a hidden page that is to ask nothing, though a request is under way', async () => {
    const { sockets, server, poll } = await renderLive({ hiddenIntervalMs: false })
    server.then({ hangs: true })
    act(() => void poll().refetch())
    await pass(100)
    await setVisible(false)
    expect(sockets.open()).toEqual([])
    await setVisible(true)
    await pass(100)
    expect(sockets.open()).toHaveLength(1)
  })

  it('and no timer are left once nobody watches', async () => {
    const { unmount, sockets } = await renderLive()
    unmount()
    await pass(0)
    expect(sockets.open()).toEqual([])
    // The counts of sockets go from the cache after five minutes.
    await pass(5 * MINUTE)
    expect(vi.getTimerCount()).toBe(0)
  })
})
