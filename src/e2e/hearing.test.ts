import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { newProfile, openDemo, rowsOf, withChromium } from './openDemo'

withChromium()

type Said = { at: number; text: string }

/** Runs in the page before its scripts: writes down each text of the box's live region. */
function recordLiveRegion() {
  const said: Said[] = []
  Object.assign(globalThis, { said })
  new MutationObserver((changes) => {
    const isRegion = ({ target }: MutationRecord) =>
      target instanceof Element && target.matches('.wjb-box [role=status]')
    const region = changes.find(isRegion)?.target
    if (region) said.push({ at: performance.now(), text: region.textContent ?? '' })
  }).observe(document, { childList: true, subtree: true })
}

const saidOn = (page: Page) => page.evaluate(() => (globalThis as unknown as { said: Said[] }).said)

const advance = (page: Page, ms: number) =>
  page.evaluate(
    (body) => fetch('/__mock__/clock/advance', { method: 'POST', body }),
    JSON.stringify({ ms }),
  )

it('says in one region how jobs start, get on and end, one thing after the other', async () => {
  const context = await newProfile()
  await context.addInitScript(recordLiveRegion)
  const page = await openDemo(context, '?track=')
  const region = page.locator('.wjb-box [role=status]')
  expect(await region.count()).toBe(1)
  expect(await region.textContent()).toBe('')

  await page.getByRole('button', { name: /샘플 영상/ }).click()
  await page.getByRole('button', { name: /출결 엑셀 내보내기/ }).click()
  await page.getByRole('region', { name: '작업 박스' }).getByRole('button').first().click()
  await rowsOf(page).first().waitFor({ state: 'hidden' })
  await expect.poll(() => region.textContent(), { timeout: 15_000 }).toContain('시작했어요')
  // Each far enough for a quarter.
  await advance(page, 5_500)
  await expect.poll(() => region.textContent(), { timeout: 15_000 }).toMatch(/: (25|50|75)%$/)
  await advance(page, 60_000)
  const whole = async () => (await saidOn(page)).map(({ text }) => text).join(' / ')
  await expect.poll(whole, { timeout: 20_000 }).toMatch(/화학 반응과 에너지.mp4’ 끝났어요/)
  await expect.poll(whole, { timeout: 20_000 }).toMatch(/‘11월 출결 내보내기’ 끝났어요/)

  const said = (await saidOn(page)).filter(({ text }) => text !== '')
  const gaps = said.slice(1).map(({ at }, index) => at - (said[index]?.at ?? 0))
  expect(Math.min(...gaps), JSON.stringify(said)).toBeGreaterThan(3_900)
  expect(said.filter(({ text }) => text.includes('%')).length, JSON.stringify(said)).toBe(1)

  await page.reload()
  await page.getByText('완료 2', { exact: true }).waitFor()
  await page.waitForTimeout(2_500)
  expect(await saidOn(page), 'restored jobs are silent').toEqual([])
})
