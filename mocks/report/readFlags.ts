import { parseArgs } from 'node:util'

export interface Flags {
  help: boolean
  /** Print JSON rather than tables. */
  json: boolean
  videos: number
  excel: number
  /** How long the jobs of each run take, in minutes. */
  minutes: number[]
}

const MOST_JOBS = 1_000
/** A day: the longest job that the backend takes. */
const MOST_MINUTES = 1_440

export const HELP = `Usage: npm run -s report:db-load -- [flags]

Counts what it costs the database when a page polls for jobs, by how statuses are read: the real
poller against the real mock backend, in simulated time.

  --videos <n>    how many videos are watched, 0 to ${MOST_JOBS}; default 3
  --excel <n>     how many Excel jobs are watched, 0 to ${MOST_JOBS}; default 2
  --minutes <n,…> how long the jobs take, 1 to ${MOST_MINUTES}, one run each; default 10,60
  --json          print the counts as JSON, and nothing else
  --help          print this

Exits 2 on a bad flag. Every request is really made: many jobs for many minutes take their time.`

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
      json: { type: 'boolean' },
      videos: { type: 'string', default: '3' },
      excel: { type: 'string', default: '2' },
      minutes: { type: 'string', default: '10,60' },
    },
  })
  const { help = false, json = false, videos, excel, minutes, ...unknown } = values
  const [stray] = [...Object.keys(unknown).map(dashed), ...positionals]
  if (stray !== undefined) refuse(`${JSON.stringify(stray)} is no flag`, 'See --help')

  const jobs = { videos: count('videos', videos), excel: count('excel', excel) }
  if (jobs.videos + jobs.excel === 0) {
    refuse('--videos and --excel are both 0', 'Give at least one of them a job to watch')
  }
  return {
    help: on('help', help),
    json: on('json', json),
    ...jobs,
    minutes: [...new Set(String(minutes).split(',').map(duration))],
  }

  function duration(entry: string): number {
    const read = wholeNumber(entry, 1, MOST_MINUTES)
    if (read !== undefined) return read
    return refuse(
      valueOf('minutes', minutes),
      `Pass whole numbers from 1 to ${MOST_MINUTES} with commas between them`,
    )
  }
}

type Value = string | boolean | undefined

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)

function on(name: string, value: Value): boolean {
  if (typeof value === 'boolean') return value
  return refuse(valueOf(name, value), 'Leave its value out')
}

function count(name: string, value: Value): number {
  const read = wholeNumber(String(value), 0, MOST_JOBS)
  if (read !== undefined) return read
  return refuse(valueOf(name, value), `Pass a whole number from 0 to ${MOST_JOBS}`)
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN
  return number >= least && number <= most ? number : undefined
}

/** A flag without a value is read as true. */
function valueOf(name: string, value: Value): string {
  return typeof value === 'string'
    ? `--${name} is ${JSON.stringify(value)}`
    : `--${name} has no value`
}

function refuse(why: string, what: string): never {
  throw new RangeError(`Failed to report the load: ${why}. ${what}.`)
}
