import type { StrategyName } from '../backend/inputs'
import { deleteStep, listStep, retryStep, startStep } from './changeSteps'
import { checkRecords } from './checkRecords'
import { resetMetricsStep, resetStep, strategyStep, tamperStep, workStep } from './controlSteps'
import { describeOperation, type Operation } from './operations'
import { readStep } from './readStep'
import { Run } from './Run'

/** Runs a history against a fresh backend; throws at the first step at which anything is off. */
export async function runHistory(read: StrategyName, history: readonly Operation[]): Promise<void> {
  const run = await Run.begin(read)
  for (const [index, operation] of history.entries()) {
    try {
      const before = run.stores
      await step(run, operation)
      const retried = operation.do === 'retry' ? `video ${operation.id}` : undefined
      run.rules.check(before, run.stores, retried)
    } catch (error) {
      const where = `step ${index + 1}, ${describeOperation(operation)}`
      throw new Error(`${where}:\n${explain(error)}`, { cause: error })
    }
  }
  await checkRecords(run)
}

function step(run: Run, operation: Operation): Promise<void> {
  switch (operation.do) {
    case 'start':
      return startStep(run, operation)
    case 'read':
      return readStep(run, operation.readers)
    case 'retry':
      return retryStep(run, operation)
    case 'delete':
      return deleteStep(run, operation)
    case 'list':
      return listStep(run, operation)
    case 'advance':
    case 'silence':
    case 'faults':
    case 'jobFaults':
      return workStep(run, operation)
    case 'flush':
    case 'drop':
    case 'corrupt':
    case 'plant':
      return tamperStep(run, operation)
    case 'strategy':
      return strategyStep(run, operation)
    case 'resetMetrics':
      return resetMetricsStep(run)
    case 'reset':
      return resetStep(run)
  }
}

/** An assertion's message, and what it compared where the message leaves it out. */
function explain(error: unknown): string {
  const { message, actual, expected } = error as Error & { actual?: unknown; expected?: unknown }
  if (typeof actual !== 'object' || typeof expected !== 'object') return message
  return `${message}\n+ found    ${JSON.stringify(actual)}\n- expected ${JSON.stringify(expected)}`
}
