import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, vi } from 'vitest'
import { expectCadence, expectRising, expectSame, SLACK_MS, turns } from './expectPolling'
import type { Tab } from './openTab'
import type { Asked } from './serveSite'
import { it } from './tabTest'

/** What counts as at once: 250 ms, and what a slow machine adds. To find a dead tab takes longer. */
const AT_ONCE_MS = 750
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Expects requests of that tab alone: one at once after what happened to it last, the rest in the cadence. */
async function expectReturn(tab: Tab, event: string, asked: readonly Asked[]): Promise<void> {
  expect(turns(asked)).toEqual([tab.name])
  const { events } = await tab.recorded()
  const since = events.findLast(({ type }) => type === event)?.at ?? NaN
  expect((asked[0]?.at ?? NaN) - since).toBeLessThan(AT_ONCE_MS)
  expectCadence(asked)
}

describe.concurrent('pages that follow a job', { timeout: 60_000 }, () => {
  it('ask nothing for a while when all are hidden, and one at once when it is shown', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 600 })
    const first = await site.open('first')
    await site.wasAsked(1)
    const second = await site.open('second')
    await second.says('In progress')
    await second.hide()
    await first.hide()
    await sleep(500)
    expect(await site.askedIn(3_000)).toEqual([])
    // As a browser does with tabs that were hidden for long.
    await first.freeze()
    await expectReturn(second, 'visible', await site.askedIn(2_500, () => second.show()))

    await first.thaw()
    await second.hide()
    await sleep(500)
    await second.page.close()
    expect(await site.askedIn(3_000), 'nor does a hidden one that takes over').toEqual([])
    // As when the browser holds back the timers of a tab that was hidden for long.
    await first.moveClock(3 * MINUTE_MS)
    await expectReturn(first, 'visible', await site.askedIn(2_500, () => first.show()))
    expectRising(await first.recorded())
  })

  it('ask nothing while offline, and one at once when back', async ({ site }) => {
    await site.backend.startVideo({ id: 42, seconds: 60 })
    const first = await site.open('first')
    await site.wasAsked(1)
    const second = await site.open('second')
    // The lists that a page asks for as it opens are there.
    const areListed = () =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('?status='))
        .length === 3
    for (const { page } of [first, second]) await page.waitForFunction(areListed)
    await Promise.all([first, second].map((tab) => tab.setOffline(true)))
    await sleep(500)
    expect(await site.askedIn(3_500)).toEqual([])
    for (const tab of [first, second]) await tab.page.getByText('Connection lost').waitFor()
    const asked = await site.askedIn(2_500, () =>
      Promise.all([first, second].map((tab) => tab.setOffline(false))),
    )
    await expectReturn(asked[0]?.tab === 'first' ? first : second, 'online', asked)
    for (const tab of [first, second]) {
      expect(await tab.page.getByText('Connection lost').count()).toBe(0)
    }
  })

  it('go on when their clocks jump eight hours ahead, as after a sleep, and back', async ({
    site,
  }) => {
    // Each answer is to tell something new: after six hours without that it would be right to stop.
    await site.backend.setSpeed(20)
    await site.backend.startVideo({ id: 42, seconds: 3_600 })
    const first = await site.open('first')
    await site.wasAsked(1)
    const second = await site.open('second')
    const jump = (ms: number) => Promise.all([first, second].map((tab) => tab.moveClock(ms)))
    const ahead = await site.askedIn(5_000, () => jump(8 * HOUR_MS))
    expect(turns(ahead)).toEqual(['first'])
    // Another tab that takes over works out anew when it has to ask.
    const back = await site.askedIn(8_000, async () => {
      await jump(-8 * HOUR_MS)
      await first.hide()
    })
    expect(turns(back).at(-1)).toBe('second')
    for (const asked of [ahead, back.filter(({ tab }) => tab === 'second')]) {
      expect(asked.length).toBeGreaterThanOrEqual(2)
      expectCadence(asked)
    }
    for (const tab of [first, second]) expectRising(await tab.recorded())
  })

  it('are kept by the back/forward cache, and told or asking at once when they return', async ({
    site,
  }) => {
    await site.backend.startVideo({ id: 42, seconds: 120 })
    const first = await site.open('first')
    await site.wasAsked(1)
    const second = await site.open('second')
    await first.page.goto(`${site.url}away`)
    // To take the lock from a page in that cache would throw the page out.
    await vi.waitUntil(() => turns(site.asked).at(-1) === 'second', { timeout: 3_000 + SLACK_MS })
    await sleep(2_200)
    const asked = await site.askedIn(3_000, () => first.goBack())
    expect((await first.recorded()).events.at(-1)?.type).toBe('restored')
    expect(turns(asked)).toEqual(['second'])
    await expectSame(first, second)

    await second.page.close()
    await site.wasAsked(site.asked.length + 1)
    await first.page.goto(`${site.url}away`)
    await sleep(200)
    expect(await site.askedIn(2_500)).toEqual([])
    await expectReturn(first, 'restored', await site.askedIn(2_500, () => first.goBack()))
    expectRising(await first.recorded())
  })
})
