import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, vi } from 'vitest'
import { expectCadence, expectRising, expectSame, SLACK_MS } from './expectPolling'
import type { Tab } from './openTab'
import { it, type Site } from './tabTest'

// More pages at once would leave the tests of other files no time for theirs.
vi.setConfig({ maxConcurrency: 3 })

const HOUR_MS = 3_600_000
/** How soon after a message the box has drawn it, where the machine has nothing else to do. */
const AT_ONCE_MS = 100

const says = (tab: Tab) => tab.page.getByText('Live', { exact: true })
const isLive = (tab: Tab, timeout = 5_000 + SLACK_MS) => says(tab).waitFor({ timeout })
const isNotLive = (tab: Tab, timeout = 5_000) => says(tab).waitFor({ state: 'hidden', timeout })

/** A job in progress, and a tab that a socket tells of it. */
async function openLive(site: Site, seconds = 600): Promise<Tab> {
  await site.backend.startVideo({ id: 42, seconds })
  const tab = await site.open('first', { push: true })
  await isLive(tab)
  return tab
}

const sightsOf = async (tab: Tab) => (await tab.recorded()).sights
const clients = async (site: Site) => (await site.backend.metrics()).push.clients

/** The browser's own words about sockets that it does not get, which no page can keep back. */
function expectNothingPrintedBut(site: Site, words: RegExp): void {
  expect(site.takePrinted().filter((text) => !words.test(text))).toEqual([])
}
const REFUSED = /error: WebSocket connection to 'ws:.*' failed/

describe.concurrent('a page that a socket tells of its job', { timeout: 80_000 }, () => {
  it('draws each change, and the end, right behind its message, and asks once at the end', async ({
    site,
  }) => {
    const tab = await openLive(site)
    const delays: number[] = []
    const change = async (ms: number) => {
      const seen = (await sightsOf(tab)).length
      const at = Date.now()
      await site.backend.advance(ms)
      await vi.waitUntil(async () => (await sightsOf(tab)).length > seen, { timeout: 5_000 })
      delays.push(((await sightsOf(tab))[seen]?.at ?? NaN) - at)
    }
    for (let i = 0; i < 11; i++) await change(40_000)
    await change(HOUR_MS)
    await tab.says('Done')
    const sorted = delays.toSorted((a, b) => a - b)
    const [least = NaN, median = NaN, last = NaN] = [sorted[0], sorted[6], delays.at(-1)]
    console.log(
      `from the message to the screen: ${least} ms at least, ${median} ms in the middle, ${last} ms at the end`,
    )
    expect(least).toBeLessThan(AT_ONCE_MS)
    expect(last).toBeLessThan(AT_ONCE_MS + SLACK_MS)
    await sleep(2_500)
    // As it opened, and the final fetch.
    expect(site.asked).toHaveLength(2)
    expect(await clients(site)).toBe(0)
    expectRising(await tab.recorded())
  })

  it('shows nothing but that it is no longer live when the socket is pulled, and asks', async ({
    site,
  }) => {
    const tab = await openLive(site)
    const box = tab.page.getByRole('region', { name: 'Job box' })
    const from = Date.now()
    const asked = await site.askedIn(9_000, () => site.backend.setFaults({ push: 'down' }))
    expect(await says(tab).count()).toBe(0)
    expect((asked[0]?.at ?? 0) - from).toBeGreaterThan(1_900)
    expect((asked[0]?.at ?? Infinity) - from).toBeLessThan(2_600 + SLACK_MS)
    expectCadence(asked)
    expect(await box.getByRole('listitem').innerText()).toContain('In progress')
    expect(await box.getByText(/connection/i).count()).toBe(0)

    await site.backend.setFaults({})
    await isLive(tab, 35_000)
    expect(await site.askedIn(6_000)).toEqual([])
    expectRising(await tab.recorded())
    expectNothingPrintedBut(site, REFUSED)
  })

  it('hears of the end within half a minute where the socket never says so', async ({ site }) => {
    const tab = await openLive(site)
    await site.backend.setFaults({ push: 'no-terminal' })
    await site.backend.advance(HOUR_MS)
    await sleep(5_000)
    expect(site.asked).toHaveLength(1)
    await vi.waitUntil(() => site.asked.length >= 3, { timeout: 31_000 + SLACK_MS })
    await tab.says('Done')
  })

  it('gives up a socket that has fallen silent, and asks', async ({ site }) => {
    const tab = await openLive(site)
    await site.backend.setFaults({ push: 'silent' })
    await isNotLive(tab, 36_000 + SLACK_MS)
    expect(await site.askedIn(6_500)).toHaveLength(3)
  })

  it('has one socket for two tabs, and the other tab gets its own when that one crashes', async ({
    site,
  }) => {
    const first = await openLive(site)
    const second = await site.open('second', { push: true })
    await isLive(second)
    expect(await clients(site)).toBe(1)
    await site.backend.advance(200_000)
    await expectSame(first, second)
    expect(site.asked).toHaveLength(1)

    await first.crash()
    await vi.waitUntil(async () => (await clients(site)) === 1, { timeout: 5_000 })
    await isLive(second)
    await site.backend.advance(HOUR_MS)
    await second.says('Done')
    // The final fetch, and at most one in the place of the tab that is gone.
    expect(site.asked.length).toBeLessThanOrEqual(3)
    expectRising(await second.recorded())
  })

  it('goes on when its clock jumps eight hours ahead, as after a sleep, and back', async ({
    site,
  }) => {
    const tab = await openLive(site)
    const asked = await site.askedIn(12_000, () => tab.moveClock(8 * HOUR_MS))
    // It may check once what has not been heard of for hours.
    expect(asked.length).toBeLessThanOrEqual(1)
    await isLive(tab)
    expect((await site.askedIn(5_000, () => tab.moveClock(-8 * HOUR_MS))).length).toBeLessThan(2)
    await isLive(tab)
  })

  it('is kept by the back/forward cache, and live again when it returns', async ({ site }) => {
    const tab = await openLive(site)
    await tab.page.goto(`${site.url}away`)
    await vi.waitUntil(async () => (await clients(site)) === 0, { timeout: 3_000 })
    await site.backend.advance(200_000)
    await tab.goBack()
    await isLive(tab)
    expect((await tab.recorded()).events.at(-1)?.type).toBe('restored')
    expectRising(await tab.recorded())
  })
})
