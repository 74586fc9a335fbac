import type { Browser, Page } from 'playwright-core'
import { vi } from 'vitest'
import { recordScreen, type Recorded } from './recordScreen'

/** A tab of a browser that `startChromium` made, and what can happen to a tab. */
export type Tab = {
  /** The server knows it by this. */
  name: string
  page: Page
  recorded: () => Promise<Recorded>
  /** Minimises its window, or brings it back: the browser itself hides and shows the page. */
  hide: () => Promise<void>
  show: () => Promise<void>
  freeze: () => Promise<void>
  thaw: () => Promise<void>
  crash: () => Promise<void>
  /** Keeps its main thread from everything; resolves when that is over. */
  block: (ms: number) => Promise<void>
  setOffline: (offline: boolean) => Promise<void>
  /** As by the browser's button; Playwright's own would wait for a load that a kept page has not. */
  goBack: () => Promise<void>
  /** Moves the page's `Date.now()`. */
  moveClock: (ms: number) => Promise<void>
  /** Resolves once the job's row says this word, within 30 s. */
  says: (word: string) => Promise<void>
}

export type Opening = {
  browser: Browser
  /** Without `tab`, which this adds. */
  url: string
  name: string
  /** Takes what the page prints or throws. */
  printed: string[]
  /** A tab whose window it opens in, in front of it. Default: a window of its own. */
  beside?: Tab
  /** Runs in the page before its own scripts. */
  before?: () => void
}

/** Opens an address, and watches the box there from its first moment on. */
export async function openTab(opening: Opening): Promise<Tab> {
  const { name, printed } = opening
  const page = await openBlank(opening)
  page.on('console', (message) =>
    printed.push(`${name}: ${message.type()}: ${message.text()} ${message.location().url}`),
  )
  page.on('pageerror', (error) => printed.push(`${name}: error: ${error.message}`))
  await page.addInitScript(recordScreen)
  if (opening.before) await page.addInitScript(opening.before)

  const devtools = await page.context().newCDPSession(page)
  const { windowId } = await devtools.send('Browser.getWindowForTarget')
  const resize = async (windowState: 'minimized' | 'normal') => {
    await devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
  }
  const recorded = () =>
    page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded)

  const url = new URL(opening.url)
  url.searchParams.set('tab', name)
  await page.goto(url.href)
  return {
    name,
    page,
    recorded,
    hide: () => resize('minimized'),
    show: () => resize('normal'),
    freeze: async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    },
    thaw: async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    },
    crash: async () => {
      const crashed = page.waitForEvent('crash')
      // It has no answer, as nothing is left that could give one.
      void devtools.send('Page.crash').catch(() => undefined)
      await crashed
    },
    block: (ms) =>
      page.evaluate((time) => {
        // Unlike a loop this blocks the page alone, and not a core of the machine.
        const request = new XMLHttpRequest()
        request.open('GET', `/slow?ms=${time}`, false)
        request.send()
      }, ms),
    setOffline: async (offline) => {
      const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
      await devtools.send('Network.emulateNetworkConditions', { offline, ...unlimited })
    },
    goBack: async () => {
      const { currentIndex, entries } = await devtools.send('Page.getNavigationHistory')
      const entryId = entries[currentIndex - 1]?.id
      if (entryId === undefined) throw new Error('There is no page to go back to.')
      await devtools.send('Page.navigateToHistoryEntry', { entryId })
    },
    moveClock: (ms) =>
      page.evaluate((by) => {
        const { recorded } = globalThis as unknown as { recorded: Recorded }
        recorded.clockMs += by
      }, ms),
    says: async (word) => {
      const last = async () => (await recorded()).sights.at(-1)?.word
      await vi.waitUntil(async () => (await last()) === word, { timeout: 30_000, interval: 100 })
    },
  }
}

/** Tests that run at the same time open tabs at the same time: each knows its own by its address. */
async function openBlank({ browser, beside }: Opening): Promise<Page> {
  const [context] = browser.contexts()
  if (!context) throw new Error('The browser has no default context.')
  const url = `about:blank#${crypto.randomUUID()}`
  const opened = context.waitForEvent('page', (page) => page.url() === url)
  if (beside) {
    await beside.page.evaluate((blank) => {
      window.open(blank, '_blank', 'noopener')
    }, url)
  } else {
    const control = await browser.newBrowserCDPSession()
    await control.send('Target.createTarget', { url, newWindow: true })
    await control.detach()
  }
  return opened
}
