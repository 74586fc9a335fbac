import { parseFlags } from '../../testing/parseFlags'

export interface Flags {
  help: boolean
  /** How many jobs a page follows, one row of the table each. */
  jobs: number[]
  /** How long a page is watched. */
  seconds: number
  /** How often each page is opened. */
  rounds: number
}

const MOST_JOBS = 1_000
const MOST_SECONDS = 180
const MOST_ROUNDS = 50

export const HELP = `Usage: npm run -s bench:poller -- [flags]

Compares in Chromium what it costs a page to follow jobs with useWorkerJobPoller, with a plain
useQuery, with SWR, with a store written by hand, and with bare requests. It takes 5 minutes; a
machine that does nothing else gives steadier numbers.

  --jobs <n,…>   how many jobs a page follows, 1 to ${MOST_JOBS}; default 5,50,200
  --seconds <n>  how long each page is watched, an even number from 2 to ${MOST_SECONDS}; default 4
  --rounds <n>   how often each page is opened, 1 to ${MOST_ROUNDS}; default 2
  --help         print this

Exits 2 on a bad flag.`

/**
 * The flags of the command, with their defaults.
 *
 * @throws RangeError that names what is wrong, in one line.
 */
export function readFlags(args: readonly string[]): Flags {
  const defaults = { help: false, jobs: '5,50,200', seconds: '4', rounds: '2' } as const
  const flags = parseFlags('benchmark the poller', args, defaults)
  const seconds = flags.wholeNumber('seconds', 2, MOST_SECONDS)
  if (seconds % 2 !== 0) flags.refuse('seconds', 'Pass an even number')
  return {
    help: flags.isOn('help'),
    jobs: flags.wholeNumbers('jobs', 1, MOST_JOBS),
    seconds,
    rounds: flags.wholeNumber('rounds', 1, MOST_ROUNDS),
  }
}
