import { parseFlags } from '../../testing/parseFlags'

export type Flags = { help: boolean; runs: number; seed: number | null }

const MOST_RUNS = 100_000_000
const MOST_SEED = 2 ** 31 - 1

export const HELP = `Usage: npm run test:model -- [flags]

Runs random histories of jobs, pages and clocks through the poller, on all cores, and holds what came
of them against the rules. Prints the shortest history that breaks one.

  --runs <n>  how many, 1 to ${MOST_RUNS}; default 100000, about 15 minutes on two cores
  --seed <n>  makes the same histories again, 0 to ${MOST_SEED}; default another one each time
  --help      print this

Exits 1 when a rule is broken, 2 on a bad flag.`

/**
 * The flags of the command, with their defaults.
 *
 * @throws RangeError that names what is wrong, in one line.
 */
export function readFlags(args: readonly string[]): Flags {
  const defaults = { help: false, runs: '100000', seed: null } as const
  const flags = parseFlags('run the model test', args, defaults)
  return {
    help: flags.isOn('help'),
    runs: flags.wholeNumber('runs', 1, MOST_RUNS),
    seed: flags.isGiven('seed') ? flags.wholeNumber('seed', 0, MOST_SEED) : null,
  }
}
