import fc from 'fast-check'
import { test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import { checkHistories } from './checkHistories'
import { histories, reset, strategyChange } from './histories'
import { loses, pushHistory } from './pushHistory'

const TIMEOUT_MS = 3_600_000

test.each(STRATEGIES)(
  '%s: no count is off, no answer is wrong for the state of the stores',
  (read) => checkHistories(read, histories(reset)),
  TIMEOUT_MS,
)

test(
  'strategies that take turns: no count is off, no answer is wrong for the state of the stores',
  () => checkHistories('redis-first', histories({ weight: 6, arbitrary: strategyChange }, reset)),
  TIMEOUT_MS,
)

const undisturbed = histories(reset).map((history) => history.filter((each) => !loses(each)))

test.each(STRATEGIES)(
  '%s: versions that are pushed only rise; where nothing is lost the last is what is answered',
  (read) => checkHistories(read, fc.oneof(histories(reset), undisturbed), pushHistory),
  TIMEOUT_MS,
)
