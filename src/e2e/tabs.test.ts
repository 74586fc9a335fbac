import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, vi } from 'vitest'
import { expectCadence, expectRising, expectSame, SLACK_MS, turns } from './expectPolling'
import type { Tab } from './openTab'
import { it, type Site } from './tabTest'

const HAND_OVER_MS = 3_000

/** Two tabs in windows of their own, the first of which asks. */
async function openTwo(site: Site): Promise<[asking: Tab, other: Tab]> {
  const first = await site.open('first')
  await site.wasAsked(1)
  const second = await site.open('second')
  await second.says('In progress')
  expect(turns(site.asked)).toEqual(['first'])
  return [first, second]
}

/** Expects that tab's request within 3 s of what is done, and then no other tab's. */
async function expectHandOver(site: Site, to: Tab, action: () => Promise<unknown>): Promise<void> {
  const before = site.asked.length
  await action()
  const asked = () => site.asked.slice(before)
  const isTaken = () => asked().some(({ tab }) => tab === to.name)
  await vi.waitUntil(isTaken, { timeout: HAND_OVER_MS + SLACK_MS })
  await sleep(2_400)
  const taken = asked().findIndex(({ tab }) => tab === to.name)
  expect(taken, 'the other may have asked once more before it happened').toBeLessThanOrEqual(1)
  expect(turns(asked().slice(taken))).toEqual([to.name])
  expectCadence(asked().slice(taken))
}

/** When a tab first showed a percent, and how long after its box had appeared. */
async function firstPercent(tab: Tab) {
  const { sights } = await tab.recorded()
  const shown = sights.find(({ percent }) => percent !== null)
  return { percent: shown?.percent, afterMs: (shown?.at ?? Infinity) - (sights[0]?.at ?? NaN) }
}

const ends = ({ asked }: Site) => asked.filter(({ terminal }) => terminal)

describe.concurrent('tabs that follow one job', { timeout: 60_000 }, () => {
  it('have another ask within 3 s when the asking one is hidden or frozen, again and again', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 120 })
    const [first, second] = await openTwo(site)
    await expectHandOver(site, second, () => first.hide())
    await first.show()
    await expectHandOver(site, first, () => second.freeze())
    await second.thaw()
    await second.show()
    await second.page.close()
    const { length } = site.asked
    await site.wasAsked(length + 2)
    expect(turns(site.asked.slice(length))).toEqual(['first'])
    expectRising(await first.recorded())
  })

  it('have another ask while the asking one is blocked, and once it has crashed', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 120 })
    const [first, second] = await openTwo(site)
    let blocked: Promise<void> | undefined
    await expectHandOver(site, second, () => {
      blocked = first.block(7_500)
      return Promise.resolve()
    })
    const asked = await site.askedIn(4_000, async () => blocked)
    const [stray, rest] = [first, second].map(({ name }) => asked.filter(({ tab }) => tab === name))
    expect(stray?.length, 'a timer that ran out meanwhile').toBeLessThanOrEqual(1)
    expect(rest?.length).toBeGreaterThanOrEqual(1)
    expectCadence(rest ?? [])
    await expectSame(first, second)
    for (const tab of [first, second]) expectRising(await tab.recorded())

    await expectHandOver(site, first, () => second.crash())
  })

  it('cost the requests of one, show the same, and make one final fetch', async ({ site }) => {
    await site.backend.startVideo({ id: 42, seconds: 600 })
    await site.backend.advance(100_000)
    const first = await site.open('first')
    await first.says('In progress')
    const known = (await first.recorded()).sights.at(-1)
    const told = [await site.open('second'), await site.open('third')]
    await site.backend.advance(200_000)
    await site.askedIn(4_500)
    await site.backend.advance(300_000)
    await Promise.all([first, ...told].map((tab) => tab.says('Done')))
    await sleep(2_500)

    expect(turns(site.asked)).toEqual(['first'])
    expectCadence(site.asked)
    expect(ends(site)).toHaveLength(2)
    const seen = (await first.recorded()).sights.map(({ percent }) => percent)
    for (const tab of told) {
      const { percent, afterMs } = await firstPercent(tab)
      expect(percent).toBeGreaterThanOrEqual(known?.percent ?? NaN)
      expect(afterMs).toBeLessThan(500 + SLACK_MS)
      const { sights } = await tab.recorded()
      expect(seen).toEqual(expect.arrayContaining(sights.map((sight) => sight.percent)))
      expect(sights.length).toBeGreaterThanOrEqual(3)
    }
  })

  it('have the one in front ask, told at once what the other knows, however fast they change', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 600 })
    await site.backend.advance(100_000)
    const one = await site.open('one')
    await one.says('In progress')
    // What the other shows at first is not of its own asking, however slow the machine is.
    site.beforeAnswer = () => sleep(3_500)
    const other = await site.open('other', { beside: one })
    await other.says('In progress')
    expect((await firstPercent(other)).afterMs).toBeLessThan(500 + 3 * SLACK_MS)
    site.beforeAnswer = () => sleep(1_200)
    await site.wasAsked(site.asked.length + 1)
    expect(turns(site.asked)).toEqual(['one', 'other'])
    const first = site.asked.findIndex(({ tab }) => tab === 'other')
    const gap = (site.asked[first]?.at ?? NaN) - (site.asked[first - 1]?.at ?? NaN)
    expect(gap, 'no sooner than one tab alone').toBeGreaterThan(1_700)

    await sleep(2_500)
    const before = site.asked.length
    for (const tab of [one, other, one, other, one, other, one, other, one, other]) {
      await tab.page.bringToFront()
      await sleep(600)
    }
    const asked = site.asked.slice(before)
    expect(asked.length).toBeGreaterThanOrEqual(2)
    expectCadence(asked)
    site.beforeAnswer = () => Promise.resolve()
    await site.backend.advance(500_000)
    await Promise.all([one, other].map((tab) => tab.says('Done')))
    await sleep(1_000)
    expect(ends(site)).toHaveLength(2)
    for (const tab of [one, other]) expectRising(await tab.recorded())
  })

  it('wait for a slow answer of the one that asks, and ask anew when it is closed meanwhile', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 600 })
    const [asking, other] = await openTwo(site)
    const before = site.asked.length
    site.beforeAnswer = () => sleep(4_000)
    await site.wasAsked(before + 1)
    await sleep(9_000)
    expect(turns(site.asked)).toEqual(['first'])
    expect(site.asked.length - before).toBeGreaterThanOrEqual(2)
    expect(site.asked.length - before).toBeLessThanOrEqual(3)

    await site.backend.advance(600_000)
    await new Promise<void>((resolve) => {
      site.beforeAnswer = async () => {
        if (ends(site).length !== 2) return
        resolve()
        await sleep(1_000)
      }
    })
    await asking.page.close()
    await other.says('Done')
    await sleep(HAND_OVER_MS + SLACK_MS)
    expect(ends(site).map(({ tab }) => tab)).toEqual(['first', 'first', 'second'])
    expectRising(await other.recorded())
  })

  it('each ask for themselves without Web Locks or BroadcastChannel, or for another tenant', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 60 })
    await site.open('usual')
    const theirs = await site.open('theirs', { tenant: 'north' })
    await site.open('lockless', {
      before: () => Reflect.deleteProperty(Navigator.prototype, 'locks'),
    })
    await site.open('deaf', {
      before: () => Reflect.deleteProperty(globalThis, 'BroadcastChannel'),
    })
    const asked = await site.askedIn(4_500)
    for (const name of ['usual', 'lockless', 'deaf']) {
      const own = asked.filter(({ tab }) => tab === name)
      expect(own.length, name).toBeGreaterThanOrEqual(2)
      expectCadence(own)
    }
    const { sights } = await theirs.recorded()
    expect(sights.map(({ word }) => word)).not.toContain('In progress')
    const others = site.asked.filter(({ tab }) => tab === 'theirs')
    expect(others.map(({ tenant }) => tenant)).toEqual(['north', 'north'])
    // The browser's own words about the 404s.
    expect(site.takePrinted().every((text) => text.includes('Failed to load resource'))).toBe(true)
  })
})
