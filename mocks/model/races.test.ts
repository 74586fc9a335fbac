import fc from 'fast-check'
import { test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import { MODEL_RUNS } from './checkHistories'
import { describeRace, races } from './races'
import { runRace } from './runRace'

test('a write-back that is taken back takes with it nothing that came after', () =>
  runRace({
    read: 'redis-first-hardened',
    opening: 'running',
    flushed: true,
    readBefore: false,
    redis: 'up',
    db: 'up',
    moves: [
      { at: 0, move: { do: 'read', resource: 'video', tenant: 'academy' } },
      { at: 0, move: { do: 'delete' } },
      { at: 0, move: { do: 'start' } },
    ],
    // Deleted before it is written back, and started again before that is taken back.
    choices: [4, 0, 0, 0, 0, 0, 0, 1, 2, 2, 5, 4],
  }))

test.each(STRATEGIES)(
  '%s: reads, changes and time in any order leave nothing old behind',
  async (read) => {
    const property = fc.asyncProperty(races(read), runRace)
    const result = await fc.check(property, { numRuns: 4 * MODEL_RUNS })
    if (!result.failed) return
    const why = result.errorInstance instanceof Error ? result.errorInstance.message : ''
    const race = result.counterexample?.[0]
    throw new Error(`Failed to win this race:\n${race ? describeRace(race) : ''}\n\n${why}`)
  },
  3_600_000,
)
