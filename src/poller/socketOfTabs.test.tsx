import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { processing } from '../testing/answers'
import { fakeTabs } from '../testing/fakeTabs'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { goThroughCache } from '../testing/page'
import { at, body } from '../testing/renderLive'
import { renderJobs } from '../testing/renderJobs'
import { renderPoller } from '../testing/renderPoller'
import { running } from '../testing/policyInputs'
import { scriptedFetch } from '../testing/scriptedFetch'
import { scriptedSockets } from '../testing/scriptedSockets'
import { afterPush } from './afterPush'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import './joinTabs'

withFakeTimers()

const MINUTE = 60_000

describe('tabs that share a socket', () => {
  let browser: ReturnType<typeof fakeTabs>
  beforeEach(() => {
    browser = fakeTabs()
  })
  afterEach(() => {
    browser.restore()
  })

  async function openTabs() {
    const sockets = scriptedSockets()
    sockets.states.set('video:42', { version: 10, body: body(processing(10)) })
    const server = scriptedFetch(at(10, processing(10)))
    const open = async () => {
      const tab = renderPoller([processing(10)], { server })
      await pass(200)
      return tab
    }
    return { sockets, server, first: await open(), second: await open() }
  }

  it('have one socket, and show the same', async () => {
    const { sockets, server, first, second } = await openTabs()
    for (let version = 11; version < 20; version++) {
      sockets.change('video:42', version, body(processing(version)))
      await pass(10_000)
      expect([first, second].map((tab) => tab.percent())).toEqual([version, version])
      expect([first, second].map((tab) => tab.poll().live)).toEqual([true, true])
    }
    expect(sockets.sockets).toHaveLength(1)
    expect(server.times()).toEqual([0])
    sockets.drop()
    await pass(0)
    expect([first, second].map((tab) => tab.poll().live)).toEqual([false, false])
  })

  it('lose it with the tab that has it, and the next opens its own', async () => {
    const { sockets, server, first, second } = await openTabs()
    await pass(5_000)
    first.unmount()
    await pass(500)
    expect(sockets.sockets).toHaveLength(2)
    expect(sockets.open()).toHaveLength(1)
    expect(second.poll()).toMatchObject({ live: true, phase: 'polling' })
    expect(server.times()).toEqual([0])
  })

  it('do not wait for silence to end when the tab that has it hangs', async () => {
    const { sockets, server, second } = await openTabs()
    // Its channel is deaf and its socket says nothing that is passed on.
    const [hung] = browser.channels()
    if (hung) Object.assign(hung, { isDeaf: true, postMessage: () => undefined })
    let ms = 0
    for (; sockets.sockets.length < 2 && ms < 10_000; ms += 100) await pass(100)
    expect(ms).toBeLessThanOrEqual(3_500)
    await pass(100)
    sockets.change('video:42', 11, body(processing(11)))
    await pass(100)
    expect(second.percent()).toBe(11)
    expect(server.times().length).toBeLessThanOrEqual(3)
  })

  it('keep the word of a busy API that one of them heard before the socket spoke', async () => {
    const { sockets, server, first, second } = await openTabs()
    server.then({ status: 503, headers: { 'Retry-After': '120' } })
    await pass(30_000)
    expect(second.poll().phase).toBe('waiting')
    sockets.change('video:42', 11, body(processing(11)))
    await pass(1_000)
    expect(second.poll()).toMatchObject({ live: true, phase: 'polling' })
    sockets.mode = 'refuses'
    first.unmount()
    server.then(at(12, processing(12)))
    await pass(100_000)
    expect(server.times()).toHaveLength(2)
    await pass(20_000)
    expect(second.percent()).toBe(12)
  })

  describe('call nothing live that none tells of', () => {
    /** One tab that shows `video:43` and has the socket, and one that shows `video:42`. */
    async function openTwo() {
      const first = renderJobs()
      await first.show('video:43')
      const second = renderJobs({}, first.sockets)
      await second.show('video:42')
      await pass(500)
      expect(second.text()).toBe('42 polling live; ')
      return { first, second, sockets: first.sockets }
    }
    const lose = (sockets: ReturnType<typeof scriptedSockets>) => {
      sockets.mode = 'refuses'
      sockets.drop()
    }

    it('when a job comes back whose socket was lost meanwhile', async () => {
      const { second, sockets } = await openTwo()
      await second.show()
      lose(sockets)
      await pass(3 * MINUTE)
      second.shown.length = 0
      await second.show('video:42')
      await pass(MINUTE)
      expect(new Set(second.shown)).toEqual(new Set(['42 polling; ']))
    })

    it('when a job comes back to a tab that others told of it meanwhile', async () => {
      const { first, second, sockets } = await openTwo()
      await first.show('video:42')
      await second.show('video:43')
      sockets.change('video:42', 4, { id: 42, status: 'PROCESSING' })
      await pass(500)
      await second.show()
      lose(sockets)
      await pass(3 * MINUTE)
      second.shown.length = 0
      await second.show('video:42')
      expect(new Set(second.shown)).toEqual(new Set(['42 polling; ']))
    })

    it('when a job comes back while the tab that asks gives the lost socket its time', async () => {
      const { first, second, sockets } = await openTwo()
      await first.show('video:42')
      sockets.change('video:42', 4, { id: 42, status: 'PROCESSING' })
      await pass(3_000)
      await second.show()
      lose(sockets)
      await pass(300)
      expect(first.text()).toBe('42 polling; ')
      first.shown.length = second.shown.length = 0
      await second.show('video:42')
      await pass(5_000)
      expect(new Set([...first.shown, ...second.shown])).toEqual(new Set(['42 polling; ']))
    })

    it('when a page comes back that was away while the socket was lost', async () => {
      const { first, second, sockets } = await openTwo()
      first.asked.length = second.asked.length = 0
      goThroughCache('pagehide')
      lose(sockets)
      await pass(0)
      expect(second.text()).toBe('42 polling; ')
      goThroughCache('pageshow')
      await pass(200)
      expect(second.text()).toBe('42 polling; ')
      await pass(10_000)
      expect(first.asked.length + second.asked.length).toBeGreaterThan(6)
    })

    it('when a tab that has hung comes with what it was told long ago', async () => {
      const { sockets } = await openTwo()
      const [name = ''] = browser.channels().map((channel) => channel.name)
      const late = new BroadcastChannel(name)
      const ref = { kind: 'video', id: '9' }
      const memory = afterPush(undefined, { job: running(10), version: 3 }, Date.now(), 0)
      const heard: unknown[] = []
      late.onmessage = ({ data }) => heard.push(data)
      const settings = { enabled: true, intervalMs: 2_000, hiddenIntervalMs: false }
      const wishes = [{ ref, settings, memory }]
      late.postMessage({ type: 'wishes', from: 'late', fitness: 2, visible: true, wishes })
      await pass(0)
      const push = expect.objectContaining({ live: false }) as unknown
      const told = { type: 'memory', ref, memory: expect.objectContaining({ push }) as unknown }
      expect(heard).toContainEqual(told)
      expect(sockets.sockets).toHaveLength(1)
    })

    it('but one that stays live is so in every tab, whichever comes and goes', async () => {
      const { first, second } = await openTwo()
      await first.show('video:42')
      await second.show()
      first.asked.length = first.shown.length = 0
      await second.show('video:42')
      expect(second.text()).toBe('42 polling live; ')
      expect(first.shown).toEqual([])
      expect(first.asked).toEqual([])
    })

    it('but call it so again as soon as one does', async () => {
      const { first, second, sockets } = await openTwo()
      first.asked.length = second.asked.length = 0
      await second.show()
      await pass(MINUTE)
      await second.show('video:42')
      expect(second.text()).toBe('42 polling live; ')
      expect(sockets.sockets).toHaveLength(1)
      expect([...first.asked, ...second.asked]).not.toContain('/v1/media/videos/42/')
    })
  })
})
