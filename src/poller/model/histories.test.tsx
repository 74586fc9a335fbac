import { afterAll, beforeAll, it } from 'vitest'
import { checkHistories } from './checkHistories'
import {
  historiesOfAQuietJob,
  historiesOfARetriedJob,
  historiesOfManyJobs,
  historiesOfOneJob,
} from './histories'
import { prepareForHistories } from './page'
import { historiesWithASocket } from './push/historiesWithASocket'

const TIMEOUT_MS = 3_600_000
let undo: () => void

beforeAll(() => {
  undo = prepareForHistories()
})
afterAll(() => {
  undo()
})

it.each([
  ['of one job', historiesOfOneJob, { usual: 1_140, share: 0.46 }],
  ['of a quiet job', historiesOfAQuietJob, { usual: 240, share: 0.08 }],
  ['of a retried job', historiesOfARetriedJob, { usual: 260, share: 0.09 }],
  ['of many jobs', historiesOfManyJobs, { usual: 60, share: 0.02 }],
  ['with a socket', historiesWithASocket, { usual: 300, share: 0.35 }],
] as const)(
  'keeps the rules in histories %s',
  (title, histories, runs) => checkHistories(title, histories, runs),
  TIMEOUT_MS,
)
