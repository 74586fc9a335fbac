import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS, ensureChromium } from '../../e2e/chromium'
import { runCommand, tellProgress } from '../../testing/runCommand'
import { buildPage } from './buildPage'
import { contendersFor } from './contenders'
import { measure } from './measure'
import { HELP, readFlags, type Flags } from './readFlags'
import { resultTable, type Result } from './resultTable'
import { startServer } from './startServer'

/** Of how many jobs one changes, where it is counted which rows render. */
const STILL_JOBS = 20

/** The command; see its `--help`. */
async function run(flags: Flags): Promise<string> {
  const { jobs: counts, seconds, rounds } = flags
  const executablePath = ensureChromium()
  const server = await startServer(await buildPage(new URL('page', import.meta.url)))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    const results = counts.flatMap((jobs) =>
      contendersFor(jobs).map((contender) => ({
        jobs,
        contender,
        samples: [] as Result['samples'][number][],
      })),
    )
    for (let round = 0; round < rounds; round++) {
      // Everybody takes their turn at being first.
      for (const { jobs, contender, samples } of rotated(results, round)) {
        tellProgress(`Round ${round + 1} of ${rounds}: ${contender}, ${jobs} jobs …`)
        samples.push(await measure(browser, server, contender, { jobs, seconds, changing: 'all' }))
      }
    }

    tellProgress(`Counting the rows that render when one job of ${STILL_JOBS} changes …`)
    // Together, since nothing is timed.
    const still = await Promise.all(
      contendersFor(STILL_JOBS).map(async (contender) => {
        const options = { jobs: STILL_JOBS, seconds, changing: 'one' } as const
        const { renders, answers } = await measure(browser, server, contender, options)
        return `${contender} ${(renders / answers).toFixed(2)}`
      }),
    )
    tellProgress('')
    return [
      resultTable(results),
      '',
      `Rows rendered an answer while one job of ${STILL_JOBS} changes: ${still.join(', ')}.`,
      `Medians of ${rounds} × ${seconds} s, scaled to a minute; CPU time of the main thread in all tasks`,
      '(layout, fetch and garbage collection, too), by the DevTools protocol. Row renders and commits are counted.',
    ].join('\n')
  } finally {
    await browser.close()
    server.close()
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

await runCommand(HELP, readFlags, run)
