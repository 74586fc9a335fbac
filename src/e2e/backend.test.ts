import { describe, expect, it } from 'vitest'
import {
  boxesOf,
  newProfile,
  openDemo,
  openGallery,
  rowsOf,
  startAtMock,
  takePrinted,
  withChromium,
  watchStatusRequests,
} from './openDemo'

withChromium()

describe('the mock in the browser', () => {
  it('goes on answering after the browser stopped its service worker', async () => {
    const context = await newProfile()
    await startAtMock(await openDemo(context, '?track=&push=off'), 'videos', {
      id: 42,
      seconds: 60,
    })
    const page = await openDemo(context, '?track=video:42&push=off')
    const row = rowsOf(page).first()
    await row.getByText('진행 중').waitFor()

    const devtools = await context.newCDPSession(page)
    await devtools.send('ServiceWorker.enable')
    await devtools.send('ServiceWorker.stopAllWorkers')
    const answers: number[] = []
    // Of whichever tab asks.
    context.on('response', (response) => {
      if (response.url().endsWith('/media/videos/42/')) answers.push(response.status())
    })
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    expect(answers).not.toContain(404)
    expect(await row.innerText()).toContain('진행 중')
  })

  it('is there for a page however often it is reloaded, and goes once the last has gone', async () => {
    const context = await newProfile()
    const page = await openDemo(context, '?track=')
    for (let times = 0; times < 3; times++) {
      await page.reload()
      await boxesOf(page).waitFor()
      expect(await page.evaluate(async () => (await fetch('/__mock__/clock')).status)).toBe(200)
    }
    await page.goto('about:blank')
    await page.waitForTimeout(4_500)
    const gallery = await openGallery(context, '?state=empty')
    const workers = () =>
      gallery.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)
    await expect.poll(workers).toBe(0)
  })

  it('answers a page that is about to leave, and one that stays after all', async () => {
    const page = await openDemo(await newProfile(), '?track=')
    // A press on a download says "beforeunload", too.
    const statuses = await page.evaluate(async () => {
      const ask = async () => (await fetch('/__mock__/clock')).status
      const asked: Promise<number>[] = []
      for (let times = 0; times < 10; times++) {
        asked.push(ask())
        dispatchEvent(new Event('beforeunload', { cancelable: true }))
        asked.push(ask())
        await new Promise((resolve) => setTimeout(resolve, times))
      }
      return Promise.all(asked)
    })
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('lets nobody in without a tenant, and keeps tenants apart', async () => {
    const context = await newProfile()
    const page = await openDemo(context, '?track=')
    await startAtMock(page, 'videos', { id: 42, tenant: 'academy', seconds: 60 })
    const ask = (headers: Record<string, string>) =>
      page.evaluate(async (given) => {
        const response = await fetch('/media/videos/42/', { headers: given })
        return { status: response.status, source: response.headers.get('X-Status-Source') }
      }, headers)
    expect(await ask({})).toEqual({ status: 400, source: null })
    expect(await ask({ 'X-Tenant-Code': 'other' })).toEqual({ status: 404, source: null })
    expect(await ask({ 'X-Tenant-Code': 'academy' })).toEqual({ status: 200, source: 'redis' })
    // The browser's own words about the 400 and the 404s.
    expect(takePrinted().every((text) => text.includes('Failed to load resource'))).toBe(true)
  })
})

describe('the address', () => {
  it('warns once of what names no job, tracks the rest, and speaks English', async () => {
    const context = await newProfile()
    const job = { id: 'e-1', job_type: 'excel_parsing', title: 'a.xlsx', seconds: 30 }
    await startAtMock(await openDemo(context, '?track='), 'jobs', job)
    const page = await openDemo(context, '?track=nonsense,excel:e-1,movie:3&lang=en')
    await page.getByRole('region', { name: 'Job box' }).getByText('In progress').first().waitFor()
    expect(
      await page
        .getByRole('listitem')
        .filter({ has: page.getByRole('progressbar') })
        .count(),
    ).toBe(1)
    expect(takePrinted()).toEqual([
      'warning: Ignored in ?track=: nonsense, movie:3. Write kind:id, the kind being video, excel or messaging.',
    ])
  })

  it('sends the tenant that it names, and an id with a space and a slash encoded', async () => {
    const page = await openDemo(await newProfile(), '?track=excel:a%20b%2Fc&tenant=north')
    const requests = watchStatusRequests(page)
    const request = await page.waitForRequest(/\/api\/v1\/jobs\/a%20b%2Fc\/$/)
    expect(request.headers()['x-tenant-code']).toBe('north')
    await page
      .getByRole('listitem')
      .getByRole('button', { name: /다시 확인/ })
      .waitFor()
    await page.waitForTimeout(3_000)
    expect(requests.all.length).toBeLessThanOrEqual(2)
    takePrinted()
  })
})
