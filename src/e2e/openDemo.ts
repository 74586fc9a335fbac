import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterEach, beforeAll, expect, inject } from 'vitest'
import { CHROMIUM_ARGS } from './chromium'

/** One for all files that a worker runs, with which it ends. */
let launched: Promise<Browser> | undefined
let browser: Browser
const contexts: BrowserContext[] = []
let printed: string[] = []

/** Gives a test file a Chromium; whatever a page prints or throws fails the test. */
export function withChromium(): void {
  beforeAll(async () => {
    launched ??= chromium.launch({
      executablePath: inject('chromiumPath'),
      args: [...CHROMIUM_ARGS, '--autoplay-policy=no-user-gesture-required'],
    })
    browser = await launched
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    expect(printed.splice(0), 'a page must print nothing').toEqual([])
  })
}

/** What was printed so far, which is then no longer held against the test. */
export function takePrinted(): string[] {
  const taken = printed
  printed = []
  return taken
}

/** A browser profile of its own: no state of another test's mock. */
export async function newProfile(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'ko-KR',
    // Drawn without a graphics card, what moves would take the machine's time from what is timed.
    reducedMotion: 'reduce',
    ...options,
  })
  contexts.push(context)
  return context
}

/** Opens the built demo in a tab of the profile. */
export async function openDemo(context: BrowserContext, query = ''): Promise<Page> {
  return openPage(await context.newPage(), `${inject('demoUrl')}${query}`)
}

/** Opens the built gallery in a tab of the profile. */
export async function openGallery(context: BrowserContext, query = ''): Promise<Page> {
  return openPage(await context.newPage(), `${inject('demoUrl')}gallery.html${query}`)
}

/** The boxes of a page. */
export const boxesOf = (page: Page) => page.getByRole('region', { name: /작업 박스|Job box/ })

/** Opens an address, and waits for a box. */
export async function openPage(page: Page, url: string): Promise<Page> {
  page.on('console', (message) => {
    const from = message.type() === 'error' ? ` ${message.location().url}` : ''
    printed.push(`${message.type()}: ${message.text()}${from}`)
  })
  page.on('pageerror', (error) => printed.push(`error: ${error.message}`))
  await page.goto(url)
  await boxesOf(page).first().waitFor()
  return page
}

/** Opens the box, which a reload leaves closed. */
export async function openBox(page: Page): Promise<void> {
  await boxesOf(page).getByRole('button', { expanded: false }).click()
}

/** The rows of the open box. */
export const rowsOf = (page: Page) => boxesOf(page).getByRole('listitem')

/** Starts a job at the mock's control API, from within the page. */
export async function startAtMock(
  page: Page,
  path: 'videos' | 'jobs',
  body: object,
): Promise<{ kind: string; id: string }> {
  return page.evaluate(
    async ([url, json]) => {
      const response = await fetch(url, { method: 'POST', body: json })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      return (await response.json()) as { kind: string; id: string }
    },
    [`/__mock__/${path}`, JSON.stringify(body)] as const,
  )
}

export type SeenRequest = { path: string; at: number }

/** Keeps the status requests that a page sends, with the time in ms. */
export function watchStatusRequests(page: Page) {
  const seen: SeenRequest[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    const path = /\/(media\/videos|api\/v1\/jobs)\/([^/]+)\/$/.exec(pathname)?.[0]
    if (path && request.method() === 'GET') seen.push({ path, at: Date.now() })
  })
  return {
    all: seen,
    of: (path: string) => seen.filter((request) => request.path === path),
    paths: () => [...new Set(seen.map((request) => request.path))],
  }
}
