import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { boxesOf, newProfile, openDemo, rowsOf, startAtMock, withChromium } from './openDemo'

withChromium()

type Metrics = { http: { requests: number }; db: { select: number } }

/** Asks the mock's control API, from within the page. */
const control = <T>(page: Page, path: string): Promise<T> =>
  page.evaluate(async (url) => (await (await fetch(url)).json()) as T, `/__mock__/${path}`)

const selects = async (page: Page) => (await control<Metrics>(page, 'metrics')).db.select
const panelOf = (page: Page) => page.getByRole('region', { name: 'Inspector' })
/** The source that each row of the log names, newest first. */
const sources = (page: Page) =>
  panelOf(page)
    .locator('tr[data-source]')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['source']))

/** Opens the demo on a job that goes on for ten minutes, with the inspector open. */
async function openOnJob(options: Parameters<typeof newProfile>[0] = {}) {
  const context = await newProfile(options)
  const first = await openDemo(context, '?track=')
  await startAtMock(first, 'videos', { id: 42, seconds: 600 })
  const page = await openDemo(context, '?track=video:42&lang=en')
  // Not before: without a page the mock's worker goes, too.
  await first.close()
  await page.getByRole('button', { name: 'Inspector' }).click()
  await panelOf(page).getByRole('tab', { name: 'Requests' }).click()
  await expect.poll(() => sources(page)).toContain('redis')
  return page
}

describe('the inspector', () => {
  it('shows Redis go down in the middle of a job, and come back', async () => {
    const page = await openOnJob()
    const row = rowsOf(page).first()
    // What fills the box after a reload is asked of the database.
    const before = await selects(page)

    await page.getByRole('button', { name: 'Redis down' }).click()
    await page.getByRole('button', { name: 'Redis down', pressed: true }).waitFor()
    await expect.poll(async () => (await sources(page))[0], { timeout: 5_000 }).toBe('db')
    await expect.poll(() => selects(page), { timeout: 8_000 }).toBeGreaterThanOrEqual(before + 3)
    const figure = panelOf(page)
      .getByRole('row', { name: /SELECTs/ })
      .getByRole('cell')
      .last()
    await expect.poll(async () => Number(await figure.innerText())).toBeGreaterThanOrEqual(3)
    // The box goes on: it is in progress, and not cut off.
    await row.getByText('In progress').waitFor()

    await page.getByRole('button', { name: 'Mend all' }).click()
    await page.getByText('all well').waitFor()
    await expect.poll(async () => (await sources(page))[0], { timeout: 5_000 }).toBe('redis')
    const mended = await selects(page)
    await page.waitForTimeout(5_000)
    expect(await selects(page)).toBe(mended)
    await row.getByText('In progress').waitFor()
  })

  it('pulls the socket in the middle of a job, which nothing shows but the word Live, and mends it', async () => {
    const page = await openOnJob()
    const box = page.getByRole('region', { name: 'Job box' })
    const word = box.getByText('Live', { exact: true })
    await word.waitFor()
    await page.waitForTimeout(3_000)
    const before = await sources(page)
    await panelOf(page).getByText('sockets: 1').waitFor()

    await page.getByRole('button', { name: 'Pull the socket' }).click()
    await word.waitFor({ state: 'hidden' })
    await expect
      .poll(async () => (await sources(page)).length, { timeout: 8_000 })
      .toBeGreaterThanOrEqual(before.length + 2)
    expect(await box.getByRole('listitem').innerText()).toContain('In progress')
    expect(await box.getByText(/connection/i).count()).toBe(0)

    await page.getByRole('button', { name: 'Mend all' }).click()
    await word.waitFor({ timeout: 20_000 })
  })

  it('takes the page offline without a request, and back', async () => {
    const page = await openOnJob()
    await page.getByRole('button', { name: 'Go offline' }).click()
    expect(await page.evaluate(() => navigator.onLine)).toBe(false)
    await boxesOf(page).getByText('Connection lost').waitFor()
    const { http } = await control<Metrics>(page, 'metrics')
    await page.waitForTimeout(4_500)
    expect((await control<Metrics>(page, 'metrics')).http.requests).toBe(http.requests)
    await page.getByRole('button', { name: 'Go offline' }).click()
    await expect
      .poll(async () => (await control<Metrics>(page, 'metrics')).http.requests)
      .toBeGreaterThan(http.requests)
  })

  it('leaves the box and the page in reach, on a phone too', async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 360, height: 740 },
    ]) {
      const page = await openOnJob({ viewport })
      const box = page.getByRole('region', { name: 'Job box' })
      await box.getByRole('button', { expanded: true }).click({ timeout: 3_000 })
      await box.getByRole('button', { expanded: false }).click({ timeout: 3_000 })
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth),
        'no sideways scrolling',
      ).toBe(viewport.width)
      await page.getByRole('button', { name: 'DB down' }).click({ timeout: 3_000 })
      await page.getByRole('button', { name: 'Mend all' }).click({ timeout: 3_000 })
    }
  })
})
