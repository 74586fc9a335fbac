import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  newProfile,
  openBox,
  openDemo,
  rowsOf,
  startAtMock,
  watchStatusRequests,
  withChromium,
} from './openDemo'

type Metrics = { db: { select: number } }

withChromium()

/** What the box says of all jobs. */
const summaryOf = (page: Page) =>
  page
    .getByRole('region', { name: '작업 박스' })
    .locator('button[aria-expanded]')
    .evaluate((button: HTMLElement) => button.innerText.trim())

describe('the built page', () => {
  it('asks nothing for jobs that had ended, after a reload and by ?track= as well', async () => {
    const context = await newProfile()
    const start = await openDemo(context, '?track=')
    await startAtMock(start, 'videos', { id: 42, seconds: 1 })
    await startAtMock(start, 'jobs', { id: 'sheet', job_type: 'excel_parsing', seconds: 1 })

    const query = '?track=video:42,excel:sheet'
    const page = await openDemo(context, query)
    await expect.poll(() => summaryOf(page), { timeout: 20_000 }).toBe('완료 2')
    const requests = [start, page].map(watchStatusRequests)
    const asked = () => requests.flatMap(({ all }) => all)
    await page.reload()
    await openBox(page)
    expect(await rowsOf(page).count()).toBe(2)
    await page.waitForTimeout(4_000)
    expect(await summaryOf(page)).toBe('완료 2')
    expect(asked()).toEqual([])

    const another = await openDemo(context, query)
    requests.push(watchStatusRequests(another))
    await another.reload()
    await another.waitForTimeout(4_000)
    expect(asked()).toEqual([])
  })

  it('shows the videos in progress on the server to a browser that knows none, and opens nothing', async () => {
    const context = await newProfile()
    const first = await openDemo(context, '?track=')
    // Its own look at what is in progress, before anything is: one query for each of three states.
    const selects = () =>
      first.evaluate(async () => {
        const metrics = (await (await fetch('/__mock__/metrics')).json()) as Metrics
        return metrics.db.select
      })
    await expect.poll(selects).toBe(3)
    for (const id of [41, 42]) {
      await startAtMock(first, 'videos', { id, title: `${id}강.mp4`, seconds: 600 })
    }
    await startAtMock(first, 'videos', { id: 43, seconds: 600, tenant: 'another' })
    await startAtMock(first, 'videos', { id: 44, seconds: 1 })
    await first.evaluate(() =>
      fetch('/__mock__/clock/advance', { method: 'POST', body: '{"ms": 20000}' }),
    )

    const page = await openDemo(context, '?track=')
    await expect.poll(() => summaryOf(page)).toBe('진행 중 2')
    await openBox(page)
    expect(
      await rowsOf(page)
        .locator('.wjb-title')
        .evaluateAll((all) => all.map((title) => title.getAttribute('title'))),
    ).toEqual(['42강.mp4', '41강.mp4'])
    await rowsOf(page)
      .first()
      .getByRole('button', { name: /목록에서 제거/ })
      .click()
    await page.reload()
    await expect.poll(() => summaryOf(page)).toBe('진행 중 1')
    await page.waitForTimeout(2_000)
    expect(await summaryOf(page)).toBe('진행 중 1')
  })

  it('shows nothing any more in any tab, and keeps nothing, once the person signs out', async () => {
    const context = await newProfile()
    const page = await openDemo(context, '?track=')
    await startAtMock(page, 'jobs', { id: 'mine', job_type: 'excel_parsing', seconds: 600 })
    const other = await openDemo(context, '?track=excel:mine')
    await rowsOf(other).first().getByText('진행 중').waitFor()
    await expect.poll(() => summaryOf(page)).toBe('진행 중 1')
    await page.getByRole('button', { name: '로그아웃' }).click()
    await expect.poll(() => summaryOf(page)).toBe('작업 없음')
    await expect.poll(() => summaryOf(other)).toBe('작업 없음')
    const keys = await page.evaluate(() => Object.keys(localStorage))
    expect(keys.filter((key) => key.startsWith('worker-job-box'))).toEqual([])
  })
})
