import fc from 'fast-check'
import { vi } from 'vitest'
import { checkLog } from './checkLog'
import type { History } from './history'
import { runHistory } from './runHistory'
import { timeline } from './timeline'

/** Set `POLLER_RUNS` for more histories, `POLLER_SEED` and `POLLER_PATH` for the same again. */
const { POLLER_RUNS, POLLER_SEED, POLLER_PATH } = process.env

/** How long to look for a shorter history that breaks a rule, once there is one. */
const SHORTENING_MS = Number(process.env['POLLER_SHORTEN'] ?? 30_000)

/**
 * Runs as many histories as are usual, or a share of those that are wanted, and fails with the
 * shortest that breaks a rule, as a timeline. `title` is the test's.
 */
export async function checkHistories(
  title: string,
  histories: fc.Arbitrary<History>,
  { usual, share }: { usual: number; share: number },
): Promise<void> {
  let brokenAt: number | null = null
  const keepsTheRules = async (history: History) => {
    const now = vi.getRealSystemTime()
    if (brokenAt !== null && now - brokenAt > SHORTENING_MS) return true
    if (checkLog(await runHistory(history)) === null) return true
    brokenAt ??= now
    return false
  }
  const result = await fc.check(fc.asyncProperty(histories, keepsTheRules), {
    numRuns: POLLER_RUNS === undefined ? usual : Math.ceil(Number(POLLER_RUNS) * share),
    ...(POLLER_SEED === undefined ? {} : { seed: Number(POLLER_SEED) }),
    ...(POLLER_PATH === undefined ? {} : { path: POLLER_PATH }),
  })
  if (!result.failed) return
  const { seed, counterexample, counterexamplePath: path, errorInstance } = result
  if (!counterexample) throw new Error('Failed to make histories.', { cause: errorInstance })
  const log = await runHistory(counterexample[0])
  throw new Error(
    [
      'Failed to explain this history:',
      timeline(log, checkLog(log)),
      '',
      `POLLER_SEED=${seed} POLLER_PATH=${path} npx vitest run --project dom src/poller/model -t '${title}'`,
    ].join('\n'),
    { cause: errorInstance },
  )
}
