import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { boxesOf, newProfile, openGallery, openPage, takePrinted, withChromium } from './openDemo'

withChromium()

const DESKTOP = { viewport: { width: 1000, height: 700 } }

describe('a page with styles of its own', () => {
  /** All at once what pages do to elements that are not theirs. */
  const HOSTILE = `
    :root { font-size: 30px; line-height: 3; letter-spacing: 4px }
    *, *::before, *::after {
      box-sizing: content-box; margin: 7px; padding: 3px; border: 2px solid magenta;
      animation: spin 9s infinite; transition: all 9s; letter-spacing: 3px; line-height: 2.5;
      text-transform: uppercase; text-shadow: 1px 1px red; outline: 1px solid lime;
      font: italic 700 25px serif; color: magenta; background: yellow; float: left;
      min-width: 70px; min-height: 70px; max-width: 90px; border-radius: 0; text-indent: 9px;
    }
    *::before, *::after { content: 'x'; display: inline-block }
    [class] { opacity: 0.5; position: relative; top: 5px; display: block; visibility: hidden }
    main p, main span, main li, main ul { font-size: 40px; display: inline; list-style: square }
    button, main button { background: red; border-radius: 40px; font-size: 30px; width: 100% }
    button:hover, button:focus-visible { background: blue; outline: 9px dotted red }
    svg, main svg { width: 80px; height: 80px; fill: red; stroke: lime; vertical-align: middle }
    path, circle, svg * { fill: red; stroke: lime; stroke-width: 9px; transform: scale(2) }
    details, summary, dialog, h2 { display: flex; color: lime; padding: 30px; font-size: 50px }
    dialog { width: 900px; inset: 0 auto auto 0; border: 20px solid lime }
    ::-webkit-scrollbar { width: 40px; background: red }
    @keyframes spin { to { rotate: 1turn } }
  `

  const OWN_PAGE = `
    html, body, main, #root, main > div {
      all: initial !important; display: block !important; background: #f4f5f8 !important;
    }
    h1, main > p { display: none !important }
  `

  it('leaves the box as it is, pixel for pixel', async () => {
    const profile = await newProfile(DESKTOP)
    for (const state of [
      'everyday',
      'titles',
      'done-import-mixed-rows',
      'failed-long-reason',
      'removed',
      'empty',
      'pill-running-failed',
      'stop-dialog',
    ]) {
      const page = await openGallery(profile, `?theme=light&state=${state}`)
      const part = state === 'stop-dialog' ? page.getByRole('dialog') : boxesOf(page)
      // What is behind its round corners is the page's own.
      await page.addStyleTag({ content: OWN_PAGE })
      const plain = await part.screenshot()
      await page.addStyleTag({ content: HOSTILE })
      const hostile = await part.screenshot()
      expect(await differingPixels(page, plain, hostile), state).toBe(0)
      await page.close()
    }
  })

  it('is looked at closely: one colour that is another is seen', async () => {
    const page = await openGallery(await newProfile(DESKTOP), '?theme=light&state=everyday')
    const plain = await boxesOf(page).screenshot()
    await page.addStyleTag({ content: ':root { --wjb-muted: #5c6371 }' })
    const other = await boxesOf(page).screenshot()
    expect(await differingPixels(page, plain, other)).toBeGreaterThan(100)
  })
})

/** How many pixels of two screenshots differ; -1 if they differ in size. */
function differingPixels(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
          const image = await createImageBitmap(new Blob([bytes]))
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
          context?.drawImage(image, 0, 0)
          return context?.getImageData(0, 0, image.width, image.height)
        }),
      )
      if (!a || !b || a.width !== b.width || a.height !== b.height) return -1
      const [before, after] = [a, b].map(({ data }) => new Uint32Array(data.buffer))
      return before?.reduce((sum, pixel, at) => sum + (pixel === after?.[at] ? 0 : 1), 0) ?? -1
    },
    [one.toString('base64'), other.toString('base64')],
  )
}

describe('reduced motion', () => {
  const running = () =>
    document.getAnimations().filter(({ playState }) => playState === 'running').length

  it.each(['reduce', 'no-preference'] as const)('of the system is kept to: %s', async (motion) => {
    const profile = await newProfile({ ...DESKTOP, reducedMotion: motion })
    const still = motion === 'reduce'
    const page = await openGallery(profile, still ? '' : '?state=everyday')
    expect((await page.evaluate(running)) === 0).toBe(still)
    // All boxes fold and unfold.
    const whileFolding = await boxesOf(page)
      .locator('.wjb-toggle')
      .evaluateAll(async (toggles: HTMLElement[]) => {
        for (const animation of document.getAnimations()) animation.cancel()
        for (const toggle of toggles) toggle.click()
        await new Promise((resolve) => requestAnimationFrame(resolve))
        return document.getAnimations().filter(({ playState }) => playState === 'running').length
      })
    expect(whileFolding === 0).toBe(still)
  })
})

describe('forced colours', () => {
  it('leave the bar its two parts, the buttons their edges and the states their words', async () => {
    const page = await openGallery(
      await newProfile({ ...DESKTOP, forcedColors: 'active' }),
      '?state=everyday',
    )
    const bar = page.getByRole('progressbar').first()
    const { x, y, width, height } = (await bar.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const piece = (share: number) =>
      page.screenshot({ clip: { x: x + share * width, y, width: 10, height } })
    expect(await differingPixels(page, await piece(0.2), await piece(0.4))).toBe(0)
    expect(await differingPixels(page, await piece(0.4), await piece(0.8))).toBeGreaterThan(20)

    const words = await page.locator('.wjb-meta > span:first-child > span').allTextContents()
    expect(new Set(words)).toEqual(new Set(['진행 중', '실패', '완료']))
    const shapes = await page
      .locator('.wjb-row-icon')
      .evaluateAll((icons) => icons.map((icon) => icon.innerHTML))
    expect(new Set(shapes).size).toBe(4)
    const borders = await page
      .getByRole('listitem')
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).borderTopWidth))
    expect(new Set(borders)).toEqual(new Set(['1px']))
  })
})

describe('a page with a strict policy', () => {
  it('has nothing of the box refused', async () => {
    const page = await (await newProfile(DESKTOP)).newPage()
    await page.route('**/gallery.html*', async (route) => {
      const response = await route.fetch()
      const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src data:"
      const headers = { ...response.headers(), 'content-security-policy': policy }
      await route.fulfill({ response, headers })
    })
    await page.addInitScript(() => {
      const refused: string[] = []
      Object.assign(globalThis, { refused })
      addEventListener('securitypolicyviolation', (event) => {
        refused.push(`${event.violatedDirective}: ${event.sourceFile}`)
      })
    })
    const refused = () =>
      page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused)

    await openPage(page, `${inject('demoUrl')}gallery.html`)
    const fill = page.locator('[data-state=running] .wjb-bar-fill')
    const transform = await fill.evaluate((element) => getComputedStyle(element).transform)
    expect(transform).toBe('matrix(0.62, 0, 0, 1, 0, 0)')
    await page.locator('[data-state=running]').getByRole('button', { name: /^중단/ }).click()
    await page.getByRole('dialog').first().waitFor()
    expect(await refused()).toEqual([])

    await page.evaluate(() => {
      document.body.innerHTML = '<p style="color: red">'
    })
    await expect.poll(refused).not.toEqual([])
    expect(takePrinted()).not.toEqual([])
  })
})
