import { parseArgs } from 'node:util'

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
  // Not strict: its own complaints are several lines long.
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      help: { type: 'boolean' },
      jobs: { type: 'string', default: '5,50,200' },
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '2' },
    },
  })
  const { help = false, jobs, seconds, rounds, ...unknown } = values
  const [stray] = [...Object.keys(unknown).map(dashed), ...positionals]
  if (stray !== undefined) refuse(`${JSON.stringify(stray)} is no flag`, 'See --help')
  if (typeof help === 'string') refuse(valueOf('help', help), 'Leave its value out')

  const counts = String(jobs)
    .split(',')
    .map((entry) => wholeNumber(entry, MOST_JOBS))
  if (!counts.every((count) => count !== undefined)) {
    refuse(
      valueOf('jobs', jobs),
      `Pass whole numbers from 1 to ${MOST_JOBS} with commas between them`,
    )
  }
  const length = wholeNumber(seconds, MOST_SECONDS)
  if (length === undefined || length % 2 !== 0) {
    return refuse(valueOf('seconds', seconds), `Pass an even number from 2 to ${MOST_SECONDS}`)
  }
  const times = wholeNumber(rounds, MOST_ROUNDS)
  if (times === undefined) {
    return refuse(valueOf('rounds', rounds), `Pass a whole number from 1 to ${MOST_ROUNDS}`)
  }
  return { help, jobs: [...new Set(counts)], seconds: length, rounds: times }
}

type Value = string | boolean | undefined

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)

function wholeNumber(value: Value, most: number): number | undefined {
  const number = /^\s*\d+\s*$/.test(String(value)) ? Number(value) : NaN
  return number >= 1 && number <= most ? number : undefined
}

/** A flag without a value is read as true. */
function valueOf(name: string, value: Value): string {
  return typeof value === 'string'
    ? `--${name} is ${JSON.stringify(value)}`
    : `--${name} has no value`
}

function refuse(why: string, what: string): never {
  throw new RangeError(`Failed to benchmark the poller: ${why}. ${what}.`)
}
