import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type { Contender } from './contenders'
import type { BenchServer, Changing } from './startServer'

/** What one page did in one window. */
export type Sample = {
  seconds: number
  answers: number
  commits: number
  renders: number
  /** CPU time of the main thread in tasks of any kind, ms. */
  taskMs: number
  /** The part of it in JavaScript. */
  scriptMs: number
}

/**
 * How long a page runs before it is measured: all is loaded and compiled, and windows of whole
 * cycles of 2 s begin between two bursts of requests.
 */
const WARM_UP_MS = 3_000

/** Opens a page on which `contender` follows `jobs` jobs, and watches it for `seconds`. */
export async function measure(
  browser: Browser,
  server: BenchServer,
  contender: Contender,
  { jobs, seconds, changing }: { jobs: number; seconds: number; changing: Changing },
): Promise<Sample> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const failures: Error[] = []
    page.on('pageerror', (error) => failures.push(error))
    const devtools = await context.newCDPSession(page)
    // Of the thread alone, so that whatever else the machine does counts for nobody.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })

    const api = server.api(contender, changing)
    const query = new URLSearchParams({ contender, base: api, jobs: String(jobs) })
    await page.goto(`${server.url}?${query.toString()}`)
    const read = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      const metric = (name: string) => metrics.find((found) => found.name === name)?.value ?? NaN
      const counts = await page.evaluate<{ commits: number; renders: number }>('counts')
      return {
        ...counts,
        answers: server.answers(api),
        taskMs: metric('TaskDuration') * 1_000,
        scriptMs: metric('ScriptDuration') * 1_000,
        at: performance.now(),
      }
    }

    await sleep(WARM_UP_MS)
    const before = await read()
    await sleep(seconds * 1_000)
    const after = await read()

    const [failure] = failures
    if (failure) throw failure
    const answers = after.answers - before.answers
    if (answers === 0) {
      throw new Error(
        `Failed to measure ${contender}: ${jobs} jobs brought no answer in ${seconds} s. Pass more --seconds.`,
      )
    }
    return {
      seconds: (after.at - before.at) / 1_000,
      answers,
      commits: after.commits - before.commits,
      renders: after.renders - before.renders,
      taskMs: after.taskMs - before.taskMs,
      scriptMs: after.scriptMs - before.scriptMs,
    }
  } finally {
    await context.close()
  }
}
