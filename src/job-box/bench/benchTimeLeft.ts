import { parseFlags } from '../../testing/parseFlags'
import { runCommand } from '../../testing/runCommand'
import { errorOf, judge, ours, risesOf, runsByJob, type Estimator, type Verdict } from './judge'
import { indicatif, tqdm, uppy, wholeRun } from './peers'
import type { Trace } from './traces'

const MOST_SEEDS = 50
const MOST_ERROR = 0.25
const MOST_RISES = 2

const HELP = `Usage: npm run -s bench:time-left -- [flags]

Has the box's estimate of the time left, Uppy's, a whole-run average, indicatif's and tqdm's follow
recorded and generated jobs, and prints for each the median error after 20 % of the run, and how
often the time left rose by more than a minute. The same at each run.

  --seeds <n>  of how many random runs each job consists, 1 to ${MOST_SEEDS}; default 5
  --help       print this

Exits 2 on a bad flag.`

const contenders: Record<string, (trace: Trace) => Estimator> = {
  ours,
  Uppy: uppy,
  'whole run': wholeRun,
  indicatif,
  tqdm,
}

interface Flags {
  help: boolean
  seeds: number
}

function readFlags(args: readonly string[]): Flags {
  const flags = parseFlags('benchmark the time left', args, { help: false, seeds: '5' })
  return { help: flags.isOn('help'), seeds: flags.wholeNumber('seeds', 1, MOST_SEEDS) }
}

function run({ seeds }: Flags): Promise<string> {
  const names = Object.keys(contenders)
  const lines = [['job', ...names]]
  const within = names.map(() => 0)
  const rows = runsByJob(seeds)
  for (const [title, runs] of rows) {
    const cells = Object.values(contenders).map((contend, column) => {
      const verdicts = runs.map(({ trace, look }) => judge(trace, look, contend(trace)))
      const keepsLimits = !(errorOf(verdicts) > MOST_ERROR) && risesOf(verdicts) <= MOST_RISES
      if (keepsLimits) within[column] = (within[column] ?? 0) + 1
      return cell(verdicts)
    })
    lines.push([title, ...cells])
  }
  lines.push(['within both limits', ...within.map((count) => `${count} of ${rows.size}`)])
  return Promise.resolve(
    [
      ...lines.map(([title = '', ...cells]) =>
        [title.padEnd(42), ...cells.map((text) => text.padStart(16))].join(''),
      ),
      '',
      `Median error after 20 % of the run, and the most rises by over a minute in one of ${seeds} runs;`,
      'the limits are 25 % and 2. A dash: nothing is said, as in the first 10 s.',
    ].join('\n'),
  )
}

function cell(verdicts: Verdict[]): string {
  const error = errorOf(verdicts)
  if (Number.isNaN(error)) return '–'
  const percent = error < 10 ? String(Math.round(error * 100)) : '> 999'
  return `${percent} % · ${risesOf(verdicts)}`
}

await runCommand(HELP, readFlags, run)
