import { loadReport } from './loadReport'
import { measureLoad, POLLINGS, type LoadCount } from './measureLoad'
import { HELP, readFlags, type Flags } from './readFlags'

const BAD_FLAG = 2

/** The command; see its `--help`. */
async function run(flags: Flags): Promise<string> {
  if (flags.help) return HELP
  const { videos, excel, json } = flags
  const counts: LoadCount[] = []
  for (const polling of POLLINGS) {
    for (const minutes of flags.minutes) {
      tell(`Counting ${polling.strategy} every ${polling.intervalMs} ms for ${minutes} min …`)
      counts.push(await measureLoad(polling, { videos, excel, minutes }))
    }
  }
  tell('')
  return json ? JSON.stringify(counts, null, 2) : loadReport(counts, { videos, excel })
}

/** In place of the last, and only to somebody who waits. */
function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${progress}`)
}

function flagsOrComplaint(): Flags | string {
  try {
    return readFlags(process.argv.slice(2))
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

const flags = flagsOrComplaint()
if (typeof flags === 'string') {
  process.stderr.write(`${flags}\n`)
  process.exitCode = BAD_FLAG
} else {
  process.stdout.write(`${await run(flags)}\n`)
}
