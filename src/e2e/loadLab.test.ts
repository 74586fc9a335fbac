import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { newProfile, openDemo, takePrinted, withChromium } from './openDemo'

const MOVING = { reducedMotion: 'no-preference' } as const

withChromium()

const labOf = (page: Page) => page.getByRole('region', { name: '한 시간을 1분 만에' })

/** The SELECT counters, read in one go. */
const selects = (page: Page) =>
  labOf(page).evaluate((lab) => {
    const [today = NaN, half = NaN, redisFirst = NaN] = [...lab.querySelectorAll('dl strong')].map(
      (figure) => Number(figure.textContent.replaceAll(',', '')),
    )
    return { today, half, redisFirst }
  })
const todayOf = async (page: Page) => (await selects(page)).today

describe('the load lab', () => {
  it('moves by itself, at about 2 to 1 to none, and stands still while paused', async () => {
    const page = await openDemo(await newProfile(MOVING), '?track=')
    await expect.poll(() => todayOf(page), { timeout: 15_000 }).toBeGreaterThan(600)
    const { today, half, redisFirst } = await selects(page)
    expect(today / half).toBeGreaterThan(1.9)
    expect(today / half).toBeLessThan(2.1)
    expect(redisFirst).toBe(0)
    expect(await labOf(page).getByRole('img').getAttribute('aria-label')).toBe(
      '한 시간 동안의 1초당 SELECT 횟수: 지금 방식 5번, 절반만 묻기 2.5번, Redis 먼저 0번, 푸시 0번',
    )

    await labOf(page).getByRole('button', { name: '일시정지' }).press('Enter')
    await page.waitForTimeout(100)
    const before = await selects(page)
    await page.waitForTimeout(800)
    expect(await selects(page)).toEqual(before)
    await labOf(page).getByRole('button', { name: '이어 보기' }).press('Enter')
    await expect.poll(() => todayOf(page)).toBeGreaterThan(before.today)
  })

  it('is in sight at once with the first start button, and the box does not cover it', async () => {
    const page = await openDemo(
      await newProfile({ ...MOVING, viewport: { width: 1280, height: 800 } }),
    )
    await expect.poll(() => todayOf(page), { timeout: 15_000 }).toBeGreaterThan(100)
    const place = async (name: string | RegExp, role: 'region' | 'button' = 'region') => {
      const box = await page.getByRole(role, { name }).first().boundingBox()
      if (!box) throw new Error(`There is no ${role} ${String(name)} on screen.`)
      return { ...box, right: box.x + box.width, bottom: box.y + box.height }
    }
    const lab = await place('한 시간을 1분 만에')
    const start = await place(/샘플 영상/, 'button')
    const jobBox = await place('작업 박스')
    expect(lab.y).toBeGreaterThanOrEqual(0)
    expect(start.bottom).toBeLessThanOrEqual(800)
    expect(lab.right).toBeLessThan(jobBox.x)
  })

  it('fits a phone, and stands still while it is scrolled away', async () => {
    const page = await openDemo(
      await newProfile({ ...MOVING, viewport: { width: 360, height: 740 } }),
      '?track=',
    )
    await expect.poll(() => todayOf(page), { timeout: 15_000 }).toBeGreaterThan(100)
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width()).toBe(360)
    await page.evaluate(() => {
      scrollTo(0, document.body.scrollHeight)
    })
    await page.waitForTimeout(300)
    const before = await selects(page)
    await page.waitForTimeout(800)
    expect(await selects(page)).toEqual(before)
    await page.evaluate(() => {
      scrollTo(0, 0)
    })
    await expect.poll(() => todayOf(page)).toBeGreaterThan(before.today)
  })

  it('waits for Start where less motion is asked for', async () => {
    const page = await openDemo(await newProfile(), '?track=')
    await labOf(page).waitFor()
    await page.waitForTimeout(1_000)
    expect(await selects(page)).toEqual({ today: 0, half: 0, redisFirst: 0 })
    await labOf(page).getByRole('button', { name: '시작' }).click()
    await expect.poll(() => todayOf(page)).toBeGreaterThan(100)
  })

  it('says that it did not load, leaves the page alone, and loads when asked again', async () => {
    const context = await newProfile(MOVING)
    let broken = true
    await context.route(/\/LoadLab-[^/]*\.js$/, (route) =>
      broken ? route.abort() : route.continue(),
    )
    const page = await openDemo(context, '?track=')
    const alert = page.getByRole('alert')
    await alert.getByText(/불러오지 못했어요/).waitFor()
    expect(await page.getByRole('button', { name: /샘플 영상/ }).isVisible()).toBe(true)
    broken = false
    await alert.getByRole('button', { name: '다시 시도' }).click()
    await expect.poll(() => todayOf(page), { timeout: 15_000 }).toBeGreaterThan(100)
    // The browser's own words about the file that did not come.
    expect(takePrinted().every((text) => text.includes('Failed to load resource'))).toBe(true)
  })

  it('is in no file of a build for a real backend', async () => {
    const folder = inject('liveFolder')
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const { parentPath, name } of files) {
      const content = (await readFile(join(parentPath, name))).toString()
      expect(content.match(/lab-lanes|uplot|한 시간을 1분|hour in a minute/i), name).toBeNull()
    }
  })
})
