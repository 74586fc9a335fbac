import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../testing/runCommand'
import { HELP, readFlags, type Flags } from './readFlags'

const BROKEN = 1
const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))
/** So that there is something to tell every half minute or so. */
const RUNS_IN_PART = 5_000
/** fast-check takes seeds of 32 bits. */
const SEEDS = 2 ** 31

type Part = { runs: number; seed: number }

/** The command; see its `--help`. */
async function run({ runs, seed }: Flags): Promise<string> {
  const from = seed ?? Math.floor(Math.random() * SEEDS)
  const parts = Array.from({ length: Math.ceil(runs / RUNS_IN_PART) }, (_, index): Part => ({
    runs: Math.min(RUNS_IN_PART, runs - index * RUNS_IN_PART),
    seed: (from + index) % SEEDS,
  }))
  const start = Date.now()
  let done = 0
  let failed = 0
  const work = async () => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      const { output, ok } = await runPart(part)
      done += part.runs
      if (!ok) {
        failed++
        process.stdout.write(`${output}\n`)
      }
      const seconds = Math.round((Date.now() - start) / 1_000)
      process.stderr.write(`${done} of ${runs} histories in ${seconds} s\n`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  if (failed === 0) return `${runs} histories kept the rules (--seed ${from}).`
  process.exitCode = BROKEN
  return `${failed} parts broke a rule (--seed ${from}).`
}

function runPart({ runs, seed }: Part): Promise<{ output: string; ok: boolean }> {
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'dom', 'src/poller/model/histories'],
    {
      cwd: CHECKOUT,
      env: { ...process.env, POLLER_RUNS: String(runs), POLLER_SEED: String(seed), NO_COLOR: '1' },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ output, ok: code === 0 })
    })
  })
}

await runCommand(HELP, readFlags, run)
