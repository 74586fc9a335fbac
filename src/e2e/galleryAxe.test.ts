import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { boxesOf, newProfile, openGallery, withChromium } from './openDemo'

withChromium()

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
/** The states that have a page of their own, in a frame. */
const OWN_PAGES = ['offline', 'stop-dialog']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe-core objects to on a page, or cannot tell the size of, with the element. */
async function objections(page: Page, runOnly: string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (rules) => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe }
    const { violations, incomplete } = await here.run({
      iframes: false,
      resultTypes: ['violations', 'incomplete'],
      runOnly: rules,
      rules: {
        'target-size': { enabled: true },
        // A page has one box, and the gallery has many of the same name.
        'landmark-unique': { enabled: false },
      },
    })
    return [...violations, ...incomplete.filter(({ id }) => id === 'target-size')].flatMap(
      ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`),
    )
  }, runOnly)
}

/** A theme changes nothing but colours. */
async function objectionsInBothThemes(page: Page): Promise<string[]> {
  const inLight = await objections(page, TAGS)
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
  return [...inLight, ...(await objections(page, ['color-contrast']))]
}

/** The buttons and the like that are smaller than this either way, px. */
const smallTargets = (page: Page, least: number) =>
  page.locator('.wjb-box :is(button, summary):visible').evaluateAll(
    (targets, size) =>
      targets
        .filter((target) => {
          const { width, height } = target.getBoundingClientRect()
          return Math.min(width, height) < size
        })
        .map((target) => target.outerHTML),
    least,
  )

describe.each([
  ['desktop', DESKTOP, 32],
  ['phone', PHONE, 44],
])('on a %s', (_, screen, least) => {
  it(`axe finds nothing in any state, light or dark, and targets have ${least} px`, async () => {
    const page = await openGallery(await newProfile(screen), '?theme=light')
    expect(await boxesOf(page).count()).toBeGreaterThan(35)
    // Most of 200 rows are alike, and take long.
    await page.addStyleTag({
      content: '[data-state=two-hundred] li:nth-child(n + 12) { display: none !important }',
    })
    expect(await smallTargets(page, least)).toEqual([])
    expect(await objectionsInBothThemes(page)).toEqual([])
  })

  it.each(OWN_PAGES)('the same: %s', async (state) => {
    const page = await openGallery(await newProfile(screen), `?theme=light&state=${state}`)
    expect(await smallTargets(page, least)).toEqual([])
    expect(await objectionsInBothThemes(page)).toEqual([])
  })
})

it('axe would find text that is too pale, and a button that is too small', async () => {
  const page = await openGallery(await newProfile(DESKTOP), '?theme=light&state=failed')
  await page.addStyleTag({
    content: `.wjb-meta { color: #ccc !important }
      .wjb-actions button { all: unset !important; padding: 6px !important }
      .wjb-actions button * { display: none !important }`,
  })
  const found = await objections(page, TAGS)
  expect(found.map((text) => text.split(':')[0])).toEqual(
    expect.arrayContaining(['color-contrast', 'target-size']),
  )
})
