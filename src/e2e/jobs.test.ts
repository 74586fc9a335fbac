import { describe, expect, it } from 'vitest'
import { newProfile, openBox, openDemo, rowsOf, startAtMock, withChromium } from './openDemo'

withChromium()

describe('the built page', () => {
  it('goes on after a reload in the middle, and in a second tab', async () => {
    const context = await newProfile()
    const job = { id: 'reload-1', job_type: 'excel_parsing', seconds: 600 }
    await startAtMock(await openDemo(context, '?track='), 'jobs', job)
    const page = await openDemo(context, '?track=excel:reload-1')
    const row = rowsOf(page).first()
    await row.getByText('진행 중').waitFor()
    await page.waitForTimeout(1_000)
    await page.reload()
    await openBox(page)
    await row.getByText('진행 중').waitFor()

    const second = await openDemo(context, '?track=excel:reload-1')
    await openBox(second)
    const there = rowsOf(second).first()
    await there.getByText('진행 중').waitFor()
    await second.evaluate(() =>
      fetch('/__mock__/clock/advance', { method: 'POST', body: '{"ms": 600000}' }),
    )
    await row.getByText('완료', { exact: true }).waitFor()
    await there.getByText('완료', { exact: true }).waitFor()
  })

  it('takes a video file of the person’s own', async () => {
    const page = await openDemo(await newProfile(), '?track=')
    await page.getByLabel('내 영상 올리기').setInputFiles({
      name: '내 강의.mp4',
      mimeType: 'video/mp4',
      buffer: Buffer.alloc(2_000_000, 7),
    })
    const row = rowsOf(page).filter({ hasText: '내 강의.mp4' })
    await row.getByText('진행 중').waitFor()
    expect(await row.getByRole('progressbar', { name: '내 강의.mp4' }).count()).toBe(1)
  })

  it('is alive on a first visit: two jobs are moving', async () => {
    const page = await openDemo(await newProfile())
    const rows = rowsOf(page).filter({ has: page.getByRole('progressbar') })
    await rows.nth(1).waitFor()
    expect(await rows.count()).toBe(2)
  })

  it('plays a finished video on a page of its own', async () => {
    const context = await newProfile()
    await startAtMock(await openDemo(context, '?track='), 'videos', { id: 42, seconds: 1 })
    const page = await openDemo(context, '?track=video:42')
    await page.getByRole('button', { name: /열기/ }).click()
    const player = page.locator('video')
    await player.waitFor()
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime), {
        timeout: 15_000,
      })
      .toBeGreaterThan(0.5)
  })
})
