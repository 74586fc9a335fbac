import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, vi } from 'vitest'
import type { Tab } from './openTab'
import { it, type Site } from './tabTest'

type Notice = { title: string; body: string; tag: string; silent: boolean; by: 'page' | 'worker' }

/** Keeps the notifications of a page, which are shown all the same. */
function recordNotices() {
  const notices: Notice[] = []
  const keep = (
    by: Notice['by'],
    title: string,
    { body = '', tag = '', silent }: NotificationOptions,
  ) => {
    notices.push({ title, body, tag, silent: silent === true, by })
  }
  const Own = Notification
  const clicks: (() => void)[] = []
  globalThis.Notification = class extends Own {
    constructor(title: string, options: NotificationOptions = {}) {
      super(title, options)
      keep('page', title, options)
      clicks.push(() => this.dispatchEvent(new Event('click')))
    }
  }
  Object.assign(globalThis, { notices, clicks })
}
const noticesOf = ({ page }: Tab) =>
  page.evaluate(() => (globalThis as unknown as { notices: Notice[] }).notices)

const noticeSwitch = (page: Page) => page.getByRole('switch', { name: 'Notify me when jobs end' })

/** Two tabs in windows of their own, with the switch on in both. */
async function openTwo(site: Site): Promise<[Tab, Tab]> {
  await site.backend.startVideo({ id: 42, seconds: 600, title: 'ours.mp4' })
  const first = await site.open('first', { before: recordNotices })
  const origin = new URL(site.url).origin
  await first.page.context().grantPermissions(['notifications'], { origin })
  // The page looks when it is back.
  await first.page.reload()
  await noticeSwitch(first.page).waitFor()
  // Sooner a press is taken for a second one of the pill's.
  await first.page.waitForTimeout(600)
  await noticeSwitch(first.page).click()
  const second = await site.open('second', { before: recordNotices })
  await first.page.locator('[role=switch][aria-checked=true]').waitFor()
  return [first, second]
}

describe.concurrent('a job that ends', { timeout: 90_000 }, () => {
  it('marks the titles of two hidden tabs, and is told by one notification', async ({ site }) => {
    const [first, second] = await openTwo(site)
    await first.hide()
    await second.hide()
    await sleep(500)
    await site.backend.advance(600_000)
    const titles = () => Promise.all([first, second].map(({ page }) => page.title()))
    await vi.waitUntil(async () => (await titles()).every((title) => title.startsWith('✓ ')), {
      timeout: 45_000,
      interval: 250,
    })
    await sleep(2_500)
    const notices = [...(await noticesOf(first)), ...(await noticesOf(second))]
    expect(notices).toMatchObject([{ title: 'Video 42', silent: true, by: 'page' }])
    expect(notices[0]?.body).toMatch(/^Done/)
    expect(notices[0]?.tag).toMatch(/ video:42$/)

    await first.page.evaluate(() => {
      for (const click of (globalThis as unknown as { clicks: (() => void)[] }).clicks) click()
    })
    await first.show()
    await vi.waitUntil(async () => !(await first.page.title()).startsWith('✓'))
    expect(await second.page.title()).toMatch(/^✓ /)
  })

  it('is told by no notification while another tab is seen', async ({ site }) => {
    const [first, second] = await openTwo(site)
    await first.hide()
    await sleep(500)
    await site.backend.advance(600_000)
    await second.says('Done')
    await vi.waitUntil(async () => (await first.page.title()).startsWith('✓ '), { timeout: 15_000 })
    await sleep(2_500)
    expect([...(await noticesOf(first)), ...(await noticesOf(second))]).toEqual([])
    expect(await second.page.title()).not.toMatch(/^✓/)
  })
})

describe.concurrent('tabs that open at the same time', { timeout: 60_000 }, () => {
  it('each with a job of its own, list them all', async ({ site, browser }) => {
    const ids = [41, 42, 43, 44]
    for (const id of ids) await site.backend.startJob({ id: `job-${id}`, seconds: 600 })
    const [context] = browser.contexts()
    if (!context) throw new Error('The browser has no default context.')
    const pages: Page[] = []
    for (const id of ids) {
      const control = await browser.newBrowserCDPSession()
      const opened = context.waitForEvent('page', (page) => page.url().endsWith(`#own-${id}`))
      await control.send('Target.createTarget', { url: `about:blank#own-${id}`, newWindow: true })
      await control.detach()
      pages.push(await opened)
    }
    // At the same time, each in a process of its own.
    await Promise.all(
      pages.map((page, i) => page.goto(`${site.url}?lang=en&track=messaging:job-${ids[i]}`)),
    )
    for (const page of pages) {
      const rows = page.getByRole('listitem').filter({ has: page.locator('.wjb-title') })
      await vi.waitUntil(async () => (await rows.count()) === ids.length, { timeout: 10_000 })
    }
    await Promise.all(pages.map((page) => page.close()))
  })
})
