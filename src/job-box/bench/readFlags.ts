import { parseFlags } from '../../testing/parseFlags'

export type Flags = { help: boolean; jobs: number; seconds: number; openings: number }

/** As many as the list holds. */
const MOST_JOBS = 200
const MOST_SECONDS = 60
const MOST_OPENINGS = 50

export const HELP = `Usage: npm run -s bench:box -- [flags]

Measures in Chromium how smooth the job box is when it is full: how long its panel takes to open, and
how long the main thread is busy at a time while answers come and times count down. A machine that
does nothing else gives steadier numbers.

  --jobs <n>      how many jobs are in the box, 1 to ${MOST_JOBS}; default 200
  --seconds <n>   how long the open box is watched, 1 to ${MOST_SECONDS}; default 10
  --openings <n>  how often it is opened, 1 to ${MOST_OPENINGS}; default 9
  --help          print this

Exits 2 on a bad flag.`

/**
 * The flags of the command, with their defaults.
 *
 * @throws RangeError that names what is wrong, in one line.
 */
export function readFlags(args: readonly string[]): Flags {
  const defaults = { help: false, jobs: '200', seconds: '10', openings: '9' } as const
  const flags = parseFlags('benchmark the box', args, defaults)
  return {
    help: flags.isOn('help'),
    jobs: flags.wholeNumber('jobs', 1, MOST_JOBS),
    seconds: flags.wholeNumber('seconds', 1, MOST_SECONDS),
    openings: flags.wholeNumber('openings', 1, MOST_OPENINGS),
  }
}
