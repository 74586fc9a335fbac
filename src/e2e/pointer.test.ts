import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { boxesOf, newProfile, openGallery, rowsOf, withChromium } from './openDemo'

withChromium()

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

const toggleOf = (page: Page) => boxesOf(page).locator('.wjb-toggle')
const isOpen = (page: Page) => toggleOf(page).getAttribute('aria-expanded')

describe('under the pointer', () => {
  it('the rows stay where they are for as long as something can be undone', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?lang=en&state=everyday')
    await page.clock.install()
    await rowsOf(page)
      .nth(5)
      .getByRole('button', { name: /^Remove/ })
      .click()
    await rowsOf(page).nth(1).hover()
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.waitFor()
    const before = await rowsOf(page).nth(1).boundingBox()
    await page.clock.runFor(30_000)
    expect(await rowsOf(page).nth(1).boundingBox()).toEqual(before)
    expect(await undo.count()).toBe(1)
    await page.mouse.move(10, 10)
    await page.clock.runFor(10_500)
    expect(await undo.count()).toBe(0)
  })

  it('a second press on Clear finished does not fold the box', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?lang=en&state=two-hundred')
    const clear = page.getByRole('button', { name: 'Clear finished' })
    const place = await clear.boundingBox()
    if (!place) throw new Error('There is nothing to clear.')
    const [x, y] = [place.x + 20, place.y + 10]
    await page.mouse.dblclick(x, y)
    expect(await clear.count()).toBe(0)
    expect(await isOpen(page)).toBe('true')
    await page.waitForTimeout(600)
    await page.mouse.click(x, y)
    expect(await isOpen(page), 'the toggle is where it was').toBe('false')
  })
})

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('on a %s', (_, screen) => {
  it.each(['folding', 'unfolding'])(
    '%s is one movement, without a jump at its end',
    async (way) => {
      const profile = await newProfile({ ...screen, reducedMotion: 'no-preference' })
      const page = await openGallery(profile, '?state=everyday')
      if (way === 'unfolding') {
        await toggleOf(page).click()
        await page.locator('.wjb-panel').waitFor({ state: 'detached' })
      }
      const sizes = await boxesOf(page).evaluate(async (box) => {
        const size = () => {
          const { width, height, right, bottom } = box.getBoundingClientRect()
          return [width, height, right, bottom]
        }
        const before = size()
        box.querySelector<HTMLElement>('.wjb-toggle')?.click()
        // Rendered by then, and no time has passed.
        await Promise.resolve()
        const movements = document.getAnimations().filter((one) => one instanceof CSSTransition)
        for (const movement of movements) movement.pause()
        const during = [1, 50, 100, 150, 199].map((ms) => {
          for (const movement of movements) movement.currentTime = ms
          return size()
        })
        for (const movement of movements) movement.finish()
        await new Promise((resolve) => setTimeout(resolve, 400))
        return [before, ...during, size()]
      })
      for (const side of [0, 1]) {
        const steps = sizes.slice(1).map((size, at) => (size[side] ?? 0) - (sizes[at]?.[side] ?? 0))
        const total = Math.abs(steps.reduce((sum, step) => sum + step, 0))
        expect(total).toBeGreaterThan(100)
        // It begins where it was and ends where it stays, and between takes no step back.
        for (const step of [steps.at(0), steps.at(-1)]) {
          expect(Math.abs(step ?? NaN)).toBeLessThan(total * 0.05)
        }
        expect(new Set(steps.filter((step) => Math.abs(step) > 2).map(Math.sign)).size).toBe(1)
      }
    },
  )
})

describe('a title that is too long', () => {
  /** The text that is seen of the first title, and how many px it leaves to the right. */
  const seen = (page: Page) =>
    rowsOf(page)
      .nth(0)
      .locator('.wjb-cut')
      .evaluate((cut) => {
        const range = document.createRange()
        range.selectNodeContents(cut)
        const room = cut.getBoundingClientRect().width - range.getBoundingClientRect().width
        return { text: cut.textContent, room }
      })

  it.each([DESKTOP, PHONE])(
    'loses its middle, and no more of it than must be: %o',
    async (screen) => {
      const page = await openGallery(await newProfile(screen), '?state=titles')
      await expect.poll(async () => (await seen(page)).text).toMatch(/^아주 긴 .*[^ ]….*최종\.mp4$/)
      const { room } = await seen(page)
      expect(room).toBeGreaterThanOrEqual(0)
      expect(room).toBeLessThan(16)
    },
  )

  /** How high the first title is, px. */
  const heightOf = async (page: Page) =>
    (await rowsOf(page).nth(0).locator('.wjb-title').boundingBox())?.height ?? 0

  it('is shown in full by a press, and cut again by another', async () => {
    const page = await openGallery(await newProfile(PHONE), '?state=titles')
    const title = rowsOf(page).nth(0).locator('.wjb-title')
    const line = await heightOf(page)
    await title.tap()
    expect(await heightOf(page)).toBeGreaterThan(3 * line)
    expect(await title.innerText()).toMatch(/^아주 긴 [^…]*최종\.mp4$/)
    await title.tap()
    expect(await heightOf(page)).toBe(line)
  })

  it('is shown in full while the keyboard is in its row', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?state=titles')
    const line = await heightOf(page)
    await rowsOf(page).nth(0).getByRole('button').first().focus()
    await page.keyboard.press('Tab')
    expect(await heightOf(page)).toBeGreaterThan(3 * line)
    await page.keyboard.press('Tab')
    expect(await heightOf(page)).toBe(line)
  })
})

it('the toggle has the ring and the slab of the other buttons, within the header', async () => {
  const page = await openGallery(await newProfile(DESKTOP), '?lang=en&state=everyday')
  /** How far the ring and the slab are from the edges of a button as it is drawn. */
  const drawn = (selector: string) =>
    boxesOf(page)
      .locator(selector)
      .first()
      .evaluate((button) => {
        const style = getComputedStyle(button)
        const border = parseFloat(style.borderTopWidth)
        return {
          radius: parseFloat(style.borderRadius) - border,
          ring: `${style.outlineWidth} ${parseFloat(style.outlineOffset) + border}px`,
          height: button.getBoundingClientRect().height - 2 * border,
        }
      })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await toggleOf(page).evaluate((toggle) => toggle.matches(':focus-visible'))).toBe(true)
  const ofToggle = await drawn('.wjb-toggle')
  await page.keyboard.press('Tab')
  expect(ofToggle).toEqual(await drawn('.wjb-clear'))
})
