import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { boxesOf, newProfile, openGallery, rowsOf, withChromium } from './openDemo'

withChromium()

const open = async (state: string) => openGallery(await newProfile(), `?lang=en&state=${state}`)

/** The accessible name or the text of what has the focus; null: it is not in the box. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!element?.closest('.wjb-box')) return null
    return element.getAttribute('aria-label') ?? element.textContent
  })

async function tabThrough(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<(string | null)[]> {
  const names = []
  for (;;) {
    await page.keyboard.press(key)
    const name = await focused(page)
    if (name === null || names.length > 100) return names
    names.push(name)
  }
}

describe('with the keyboard alone', () => {
  it('every button of the box is reached, in the order in which it is seen, and left again', async () => {
    const page = await open('everyday')
    await page.getByRole('link').focus()
    const expected = await boxesOf(page)
      .locator('button, summary')
      .evaluateAll((parts) =>
        parts.map((part) => part.getAttribute('aria-label') ?? part.textContent),
      )
    expect(expected).toHaveLength(14)
    expect(await tabThrough(page, 'Tab')).toEqual(expected)
    expect(await tabThrough(page, 'Shift+Tab')).toEqual(expected.toReversed())
  })

  it('what has the focus has a ring that stands out', async () => {
    const page = await open('everyday')
    await page.getByRole('link').focus()
    const rings = []
    for (let press = 0; press < 14; press++) {
      await page.keyboard.press('Tab')
      rings.push(
        await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element)
          return `${outlineStyle} ${outlineWidth}`
        }),
      )
    }
    expect(new Set(rings)).toEqual(new Set(['solid 2px']))
  })

  it('Escape folds the box, and Enter unfolds it, with the focus on the toggle', async () => {
    const page = await open('everyday')
    const toggle = boxesOf(page).locator('.wjb-toggle')
    await rowsOf(page)
      .nth(2)
      .getByRole('button', { name: /^Retry/ })
      .focus()
    await page.keyboard.press('Escape')
    expect(await toggle.getAttribute('aria-expanded')).toBe('false')
    expect(await focused(page)).toBe('2 in progress · 1 failed')
    await page.keyboard.press('Enter')
    expect(await toggle.getAttribute('aria-expanded')).toBe('true')
    expect(await focused(page)).toBe('2 in progress · 1 failed')
  })

  it('nothing in a box that is folding can be reached', async () => {
    const page = await open('everyday')
    await boxesOf(page).locator('.wjb-toggle').press('Enter')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBeNull()
  })

  it('the question before a stop has the focus, keeps it, and gives it back on Escape', async () => {
    const page = await open('running')
    const stop = rowsOf(page).getByRole('button', { name: /^Stop/ })
    await stop.press('Enter')
    await expect.poll(() => focused(page)).toBe('Keep going')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Stop encoding')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await boxesOf(page).locator('.wjb-toggle').getAttribute('aria-expanded')).toBe('true')
    await expect.poll(() => focused(page)).toMatch(/^Stop: /)
  })

  it('removing one row after another never loses the focus', async () => {
    const page = await open('everyday')
    await rowsOf(page)
      .nth(4)
      .getByRole('button', { name: /^Remove/ })
      .focus()
    for (let left = 5; left >= 0; left--) {
      await page.keyboard.press('Tab')
      if (!/^Remove/.test((await focused(page)) ?? '')) await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await expect.poll(() => rowsOf(page).count()).toBe(left)
      expect(await focused(page)).not.toBeNull()
    }
  })
})
