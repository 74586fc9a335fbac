import { afterAll, beforeAll, it } from 'vitest'
import { checkHistories } from './checkHistories'
import {
  historiesOfAQuietJob,
  historiesOfARetriedJob,
  historiesOfManyJobs,
  historiesOfOneJob,
} from './histories'
import { prepareForHistories } from './runHistory'

const TIMEOUT_MS = 3_600_000
let undo: () => void

beforeAll(() => {
  undo = prepareForHistories()
})
afterAll(() => {
  undo()
})

it.each([
  ['of one job', historiesOfOneJob, 0.72],
  ['of a quiet job', historiesOfAQuietJob, 0.12],
  ['of a retried job', historiesOfARetriedJob, 0.13],
  ['of many jobs', historiesOfManyJobs, 0.03],
] as const)(
  'keeps the rules in histories %s',
  (title, histories, share) => checkHistories(title, histories, share),
  TIMEOUT_MS,
)
