import fc from 'fast-check'
import type { StrategyName } from '../backend/inputs'
import { describeOperation, type Operation } from './operations'
import { runHistory } from './runHistory'

/** Set `MODEL_RUNS` for more histories, and `MODEL_SEED` for the same again. */
export const MODEL_RUNS = Number(process.env['MODEL_RUNS'] ?? 60)
const SEED = process.env['MODEL_SEED']

/** Runs one history against a fresh backend; rejects when anything is off. */
type Runner = (read: StrategyName, history: readonly Operation[]) => Promise<void>

/** Fails with the shortest history that it can find, one step a line. */
export async function checkHistories(
  read: StrategyName,
  arbitrary: fc.Arbitrary<Operation[]>,
  run: Runner = runHistory,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, (history) => run(read, history))
  const result = await fc.check(property, {
    numRuns: MODEL_RUNS,
    // Leaving out steps is quicker, and makes a history as short.
    endOnFailure: true,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  })
  if (!result.failed) return
  const { history, why } = await shortest(read, result.counterexample?.[0] ?? [], run)
  const steps = history.map((operation, index) => `${index + 1}. ${describeOperation(operation)}`)
  throw new Error(
    `Failed to explain this history under ${read} (MODEL_SEED=${result.seed}, run ${result.numRuns}):\n${steps.join('\n')}\n\n${why.message}`,
  )
}

/** Leaves out whatever the history fails without: halves of it first, single steps last. */
async function shortest(
  read: StrategyName,
  found: readonly Operation[],
  run: Runner,
): Promise<{ history: readonly Operation[]; why: Error }> {
  let history = found
  let why = (await failure(read, found, run)) ?? new Error('It did not fail when it was run again.')
  let size = found.length
  while (size > 1) {
    size = Math.ceil(size / 2)
    // From the end on, so that what is left out does not move what comes next.
    for (let from = history.length - size; from > -size; from -= size) {
      const shorter = history.filter((_, index) => index < from || index >= from + size)
      const again = await failure(read, shorter, run)
      if (again) {
        history = shorter
        why = again
      }
    }
  }
  return { history, why }
}

async function failure(
  read: StrategyName,
  history: readonly Operation[],
  run: Runner,
): Promise<Error | undefined> {
  try {
    await run(read, history)
    return undefined
  } catch (error) {
    return error as Error
  }
}
