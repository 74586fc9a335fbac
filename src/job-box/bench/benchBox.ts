import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, ensureChromium } from '../../e2e/chromium'
import { buildPage } from '../../poller/bench/buildPage'
import { startServer } from '../../poller/bench/startServer'
import { runCommand, tellProgress } from '../../testing/runCommand'
import { busyStretches } from './busyStretches'
import { HELP, readFlags, type Flags } from './readFlags'

/** What one frame has at 60 Hz. */
const FRAME_MS = 1_000 / 60
/** A stretch that is shorter does nothing that anyone sees. */
const NOTABLE_MS = 1
/** Until the panel has folded away. */
const FOLDED_MS = 500

/** The command; see its `--help`. */
async function run({ jobs, seconds, openings }: Flags): Promise<string> {
  const executablePath = ensureChromium()
  const server = await startServer(await buildPage(new URL('page', import.meta.url)))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
    const api = server.api('box', 'all')
    await page.goto(`${server.url}?base=${api}&jobs=${jobs}`)
    tellProgress('Waiting until every job has been heard of …')
    while (server.answers(api) < 2 * jobs) await sleep(250)

    tellProgress('Opening the panel …')
    const opened: number[] = []
    for (let time = 0; time < openings; time++) {
      opened.push(await open(page))
      await page.getByRole('button', { expanded: true }).click()
      await sleep(FOLDED_MS)
    }

    await open(page)
    const before = server.answers(api)
    tellProgress(`Watching ${jobs} jobs for ${seconds} s …`)
    await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
    await sleep(seconds * 1_000)
    const trace = await browser.stopTracing()
    tellProgress('')
    const stretches = busyStretches(
      JSON.parse(trace.toString()) as Parameters<typeof busyStretches>[0],
    )
    const notable = stretches.filter((ms) => ms >= NOTABLE_MS)
    const late = stretches.filter((ms) => ms > FRAME_MS).length
    return [
      `${jobs} jobs in the box, ${server.answers(api) - before} answers in ${seconds} s.`,
      `Opening the panel, press to paint: ${distribution(opened)} ms (${openings} times).`,
      `Main thread busy at a time:        ${distribution(notable)} ms (${notable.length} times over ${NOTABLE_MS} ms).`,
      `Longer than a frame (${FRAME_MS.toFixed(1)} ms):    ${late} of ${Math.round((seconds * 1_000) / FRAME_MS)} frames.`,
    ].join('\n')
  } finally {
    await browser.close()
    server.close()
  }
}

/** Presses the pill; how long it takes until the list is on the screen, ms. */
function open(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now()
        document.querySelector<HTMLButtonElement>('[aria-expanded=false]')?.click()
        // The second frame begins when the first has been painted.
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            resolve(performance.now() - start)
          })
        })
      }),
  )
}

function distribution(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(1)
  return `median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`
}

await runCommand(HELP, readFlags, run)
