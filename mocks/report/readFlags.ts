import { parseFlags } from '../../src/testing/parseFlags'

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
  const flags = parseFlags('report the load', args, {
    help: false,
    json: false,
    videos: '3',
    excel: '2',
    minutes: '10,60',
  })
  const videos = flags.wholeNumber('videos', 0, MOST_JOBS)
  const excel = flags.wholeNumber('excel', 0, MOST_JOBS)
  if (videos + excel === 0) {
    flags.fail('--videos and --excel are both 0', 'Give at least one of them a job to watch')
  }
  return {
    help: flags.isOn('help'),
    json: flags.isOn('json'),
    videos,
    excel,
    minutes: flags.wholeNumbers('minutes', 1, MOST_MINUTES),
  }
}
