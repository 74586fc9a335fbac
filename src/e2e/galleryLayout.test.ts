import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { boxesOf, newProfile, openGallery, openPage, withChromium } from './openDemo'
import { startChromium } from './startChromium'

withChromium()

const DESKTOP = { viewport: { width: 1280, height: 800 } }

/** Buttons and texts of the boxes that reach out of their box, or are cut and not meant to be. */
const cutParts = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.wjb-box')].flatMap((box) => {
      const { left, right } = box.getBoundingClientRect()
      const state = box.closest('[data-state]')?.getAttribute('data-state') ?? ''
      const mayBeCut =
        '.wjb-panel-body, .wjb-title, .wjb-title *, .wjb-summary, .wjb-undo-text, .wjb-overall, svg, .wjb-bar-fill'
      return [box, ...box.querySelectorAll('*')]
        .filter((part) => !part.matches(mayBeCut))
        .filter((part) => {
          const rect = part.getBoundingClientRect()
          const isCut = part.scrollWidth > part.clientWidth && part.clientWidth > 0
          return isCut || rect.left < left - 0.5 || rect.right > right + 0.5
        })
        .map((part) => `${state}: ${part.outerHTML.slice(0, 120)}`)
    }),
  )

describe('at 320 px', () => {
  it.each(['ko', 'en'])('no state scrolls sideways or is cut: %s', async (lang) => {
    const screen = { viewport: { width: 320, height: 640 } }
    const page = await openGallery(await newProfile(screen), `?lang=${lang}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await cutParts(page)).toEqual([])
    await page.addStyleTag({ content: '.wjb-meta { inline-size: 500px !important }' })
    expect(await cutParts(page)).not.toEqual([])
  })

  it('the sheet has the full width and 60 % of the height at most, and its list scrolls', async () => {
    const screen = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }
    const page = await openGallery(await newProfile(screen), '?state=two-hundred')
    const { x, y, width, height } = await boxOf(page)
    expect([x, width, y + height]).toEqual([0, 320, 640])
    expect(height).toBeGreaterThan(360)
    expect(height).toBeLessThanOrEqual(384)
    expect(await scrollsToTheEnd(page)).toBe(true)
  })

  it('the sheet ends where a scrollbar begins', async () => {
    // Those that Playwright starts show none.
    const { browser, stop } = await startChromium(inject('chromiumPath'))
    try {
      const page = (await browser.contexts()[0]?.newPage()) as Page
      await page.setViewportSize({ width: 360, height: 640 })
      await openPage(page, `${inject('demoUrl')}gallery.html?state=two-hundred`)
      await page.addStyleTag({ content: 'body { min-block-size: 200vh }' })
      const shown = await page.evaluate(() => document.documentElement.clientWidth)
      expect(shown).toBeLessThan(360)
      const { x, width } = await boxOf(page)
      expect([x, width]).toEqual([0, shown])
      expect(await cutParts(page)).toEqual([])
    } finally {
      await stop()
    }
  })
})

describe('magnified', () => {
  it.each([
    ['200 %', { viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 }],
    ['400 %', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }],
  ])('to %s the box fits, and the end of its list can be reached', async (_, screen) => {
    const page = await openGallery(await newProfile(screen), '?state=two-hundred')
    const { x, y, width, height } = await boxOf(page)
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(screen.viewport.width)
    expect(y + height).toBeLessThanOrEqual(screen.viewport.height)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
      screen.viewport.width,
    )
    expect(await cutParts(page)).toEqual([])
    expect(await scrollsToTheEnd(page)).toBe(true)
  })
})

async function boxOf(page: Page) {
  const rect = await boxesOf(page).boundingBox()
  if (!rect) throw new Error('The box is not to be seen.')
  return rect
}

/** Whether the last row can be brought into the window of what scrolls, which is as high as a row at least. */
async function scrollsToTheEnd(page: Page): Promise<boolean> {
  const row = page.getByRole('listitem').last()
  await row.evaluate((element) => {
    element.scrollIntoView()
  })
  await page.waitForTimeout(100)
  return row.evaluate((element) => {
    element.scrollIntoView()
    const around = [element.closest('.wjb-panel-body'), element.closest('ul')]
    const scrolling = around.find((part) => part && part.scrollHeight > part.clientHeight)
    const view = scrolling?.getBoundingClientRect()
    const last = element.getBoundingClientRect()
    return view !== undefined && last.top >= view.top - 1 && last.bottom <= view.bottom + 1
  })
}

describe('a list of 200', () => {
  it('gives what is off screen the height that it will have on screen', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?state=two-hundred')
    const heights = await page
      .locator('.wjb-look-good')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
    expect(heights.length).toBeGreaterThan(150)
    expect(new Set(heights)).toEqual(new Set([64]))
  })

  it('keeps a line between the header and what scrolls under it', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?state=two-hundred')
    const line = () =>
      page.getByRole('list').evaluate((list) => {
        const { borderTopWidth, borderTopColor } = getComputedStyle(list)
        return `${borderTopWidth} ${borderTopColor}`
      })
    const before = await line()
    expect(before).toMatch(/^1px rgb/)
    await page.getByRole('list').evaluate((list) => list.scrollTo(0, 1000))
    expect(await line()).toBe(before)
  })
})

describe('a long reason', () => {
  it('can be selected, and is scrolled with the keyboard rather than blow up its row', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?state=failed-endless-reason')
    const row = page.getByRole('listitem')
    expect((await row.boundingBox())?.height).toBeLessThan(200)
    const note = row.getByText(/3번째 단계/)
    await note.focus()
    await page.keyboard.press('End')
    await expect.poll(() => note.evaluate((element) => element.scrollTop)).toBeGreaterThan(500)
    await page.keyboard.press('Home')
    await note.selectText()
    expect(await page.evaluate(() => String(getSelection()))).toContain('고정 프레임 레이트')
  })
})
