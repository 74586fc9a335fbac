import { runCommand, tellProgress } from '../../src/testing/runCommand'
import { loadReport } from './loadReport'
import { measureLoad, POLLINGS, type LoadCount } from './measureLoad'
import { HELP, readFlags, type Flags } from './readFlags'

/** The command; see its `--help`. */
async function run(flags: Flags): Promise<string> {
  const { videos, excel, json } = flags
  const counts: LoadCount[] = []
  for (const polling of POLLINGS) {
    for (const minutes of flags.minutes) {
      tellProgress(
        `Counting ${polling.strategy} every ${polling.intervalMs} ms for ${minutes} min …`,
      )
      counts.push(await measureLoad(polling, { videos, excel, minutes }))
    }
  }
  tellProgress('')
  return json ? JSON.stringify(counts, FIELDS, 2) : loadReport(counts, { videos, excel })
}

/** The fields that programs read; what sockets and final fetches cost is in the tables. */
const FIELDS = [
  ...['strategy', 'intervalMs', 'minutes', 'requests'],
  ...['selectsInProgress', 'selectsAtEnd', 'redisCommands'],
]

await runCommand(HELP, readFlags, run)
