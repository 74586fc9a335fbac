import { expect, test } from 'vitest'
import { createMemoryDatabase } from '../database/memoryDatabase'
import { createRandom } from '../random'
import { createMemoryRedis } from '../redis/memoryRedis'
import { redisWithFaults } from '../redis/withFaults'
import type { StoreFault } from '../storeFault'
import type { JobChange } from './change'
import { createPlan, type WorkerKind } from './plan'
import { createJobRecords } from './records'
import { progressAt } from './timeline'

function setUp(kind: WorkerKind = 'video') {
  const log: string[] = []
  const published: JobChange[] = []
  let version = 0
  const clock = { now: () => 0 }
  const redis = createMemoryRedis(clock, (command) => log.push(command))
  const database = createMemoryDatabase((query, table) => log.push(`${query} ${table}`))
  let fault: StoreFault = 'up'
  const faulty = redisWithFaults(
    redis,
    () => fault,
    () => Promise.resolve(),
  )
  const outcome = { type: 'success', errorText: null } as const
  const job = { kind, id: '42', tenant: 'academy', title: '', jobType: 'messaging', outcome }
  const plan = createPlan(job, 0, createRandom(1))
  return {
    plan,
    redis,
    database,
    records: createJobRecords(faulty, database, clock, {
      nextVersion: () => ++version,
      publish: (change) => published.push(change),
      owe: () => undefined,
    }),
    published,
    progress: progressAt(plan, plan.startsAt),
    breakRedis: () => {
      fault = 'down'
    },
    /** What reached the stores since this was last asked, in order. */
    written: () => log.splice(0),
  }
}

test.each([
  ['video', 'video'],
  ['messaging', 'ai_job'],
] as const)('of a %s job the database hears first, then Redis', async (kind, table) => {
  const { plan, records, progress, written } = setUp(kind)
  await records.create(plan)
  expect(written()).toEqual([`insert ${table}`, 'set'])
  await records.start(plan, progress)
  expect(written()).toEqual([`update ${table}`, 'set', 'set'])
  await records.progress(plan, progress)
  expect(written()).toEqual(['set', 'expire'])
  await records.finish(plan)
  expect(written()).toEqual([`update ${table}`, 'set', 'del'])
  await records.retry(plan)
  expect(written()).toEqual([`update ${table}`, 'set', 'del'])
  await records.remove(kind === 'video' ? 'video' : 'job', '42', 'academy')
  expect(written()).toEqual([`delete ${table}`, 'del'])
})

test('a worker that reports its end twice changes nothing', async () => {
  const { plan, redis, database, records, progress, written } = setUp()
  await records.create(plan)
  await records.start(plan, progress)
  await records.finish(plan)
  const before = [database.rows(), redis.list()]
  written()
  await records.finish({ ...plan, outcome: { type: 'failure', reason: '이유' } })
  expect(written()).toEqual(['update video'])
  expect([database.rows(), redis.list()]).toEqual(before)
})

test('nothing that Redis refuses keeps the row from being written', async () => {
  const { plan, database, records, progress, breakRedis } = setUp()
  breakRedis()
  await records.create(plan)
  await records.start(plan, progress)
  await records.progress(plan, progress)
  await records.finish(plan)
  expect(database.rows().video).toMatchObject([{ id: 42, status: 'READY' }])
  expect(await records.remove('video', '42', 'other')).toBe(false)
  expect(await records.remove('video', '42', 'academy')).toBe(true)
})
