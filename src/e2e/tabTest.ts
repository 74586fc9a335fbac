import { setTimeout as sleep } from 'node:timers/promises'
import { expect, inject, test, vi } from 'vitest'
import type { Browser } from 'playwright-core'
import { openTab, type Opening, type Tab } from './openTab'
import { serveSite, type Asked, type ServedSite } from './serveSite'
import { startChromium } from './startChromium'

export type Site = ServedSite & {
  /** Opens the app on the video 42 in a tab, and waits until it shows the job. */
  open: (
    name: string,
    options?: Pick<Opening, 'beside' | 'before'> & {
      tenant?: string
      /** Whether it may hear of its job over a socket. Default: it is to ask. */
      push?: boolean
    },
  ) => Promise<Tab>
  /** Resolves once so many requests have come in all, within 15 s. */
  wasAsked: (times: number) => Promise<void>
  /** What is asked from now on, while something is done, and for so many milliseconds after it. */
  askedIn: (ms: number, action?: () => Promise<unknown>) => Promise<Asked[]>
  /** What the pages printed so far, which is then no longer held against the test. */
  takePrinted: () => string[]
}

/** A test whose `site` is its own, in a Chromium that the tests of the file share. */
export const it = test.extend<{
  chromiumPath: string
  browser: Browser
  site: Site
}>({
  chromiumPath: [inject('chromiumPath'), { scope: 'file' }],
  browser: [
    async ({ chromiumPath }, provide) => {
      const { browser, stop } = await startChromium(chromiumPath)
      await provide(browser)
      await stop()
    },
    { scope: 'file' },
  ],
  site: async ({ browser }, provide) => {
    const served = await serveSite(inject('liveFolder'))
    const tabs: Tab[] = []
    const printed: string[] = []
    await provide(
      Object.assign(served, {
        open: async (name: string, { tenant = 'academy', push = false, ...options } = {}) => {
          const query = `track=video:42&lang=en&tenant=${tenant}${push ? '' : '&push=off'}`
          const url = `${served.url}?${query}`
          return inTurn(async () => {
            const tab = await openTab({ browser, url, name, printed, ...options })
            tabs.push(tab)
            await tab.page.getByRole('listitem').first().waitFor()
            return tab
          })
        },
        wasAsked: async (times: number) => {
          await vi.waitUntil(() => served.asked.length >= times, { timeout: 15_000 })
        },
        askedIn: async (ms: number, action?: () => Promise<unknown>) => {
          const before = served.asked.length
          await action?.()
          await sleep(ms)
          return served.asked.slice(before)
        },
        takePrinted: () => printed.splice(0),
      }),
    )
    await Promise.all(tabs.map(({ page }) => page.close()))
    await served.close()
    expect(printed, 'a page must print nothing').toEqual([])
  },
})

let lastOpening: Promise<unknown> = Promise.resolve()

/** Tabs that open all at the same time would leave the machine no time for the others' timers. */
function inTurn<T>(open: () => Promise<T>): Promise<T> {
  const opened = lastOpening.then(open, open)
  lastOpening = opened
  return opened
}
