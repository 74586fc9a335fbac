import fc from 'fast-check'
import { describeAnswer, type WireHistory } from './wireAnswers'

/** `FUZZ_SEED` brings the histories of a failure again. */
const SEED = process.env['FUZZ_SEED']
/** How many times as many histories: `FUZZ_TIMES`, 1 by default. */
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 1)

/** Fails with the shortest history that it can find, one answer a line. */
export async function checkHistories(
  histories: fc.Arbitrary<WireHistory>,
  runs: number,
  check: (history: WireHistory) => Promise<void>,
): Promise<void> {
  const result = await fc.check(fc.asyncProperty(histories, check), {
    numRuns: runs * TIMES,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  })
  if (!result.failed) return
  const [history] = result.counterexample ?? []
  const { kind, id } = history?.job.ref ?? { kind: 'video', id: '' }
  const lines = history?.answers.map((answer, index) => `${index + 1}. ${describeAnswer(answer)}`)
  const why = result.errorInstance instanceof Error ? result.errorInstance.message : ''
  throw new Error(
    `Failed to poll ${kind} ${id} by the rules (FUZZ_SEED=${result.seed}, run ${result.numRuns}, shrunk ${result.numShrinks} times):\n${lines?.join('\n') ?? ''}\n\n${why}`,
    { cause: result.errorInstance },
  )
}
