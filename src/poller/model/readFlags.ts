import { parseArgs } from 'node:util'

export type Flags = { help: boolean; runs: number; seed: number | null }

const MOST_RUNS = 100_000_000
const MOST_SEED = 2 ** 31 - 1

export const HELP = `Usage: npm run test:model -- [flags]

Runs random histories of jobs, pages and clocks through the poller, on all cores, and holds what came
of them against the rules. Prints the shortest history that breaks one.

  --runs <n>  how many, 1 to ${MOST_RUNS}; default 100000, about 10 minutes on two cores
  --seed <n>  makes the same histories again, 0 to ${MOST_SEED}; default another one each time
  --help      print this

Exits 1 when a rule is broken, 2 on a bad flag.`

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
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string' },
    },
  })
  const { help = false, runs, seed, ...unknown } = values
  const [stray] = [...Object.keys(unknown).map((name) => `--${name}`), ...positionals]
  if (stray !== undefined) refuse(`${JSON.stringify(stray)} is no flag. See --help.`)
  if (typeof help !== 'boolean') refuse('--help takes no value.')
  return {
    help,
    runs: wholeNumber('runs', runs, 1, MOST_RUNS),
    seed: seed === undefined ? null : wholeNumber('seed', seed, 0, MOST_SEED),
  }
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN
  if (number >= least && number <= most) return number
  return refuse(
    `--${name} is ${JSON.stringify(value)}. Pass a whole number from ${least} to ${most}.`,
  )
}

function refuse(why: string): never {
  throw new RangeError(`Failed to run the model test: ${why}`)
}
