import { expect, test } from 'vitest'
import { createDb } from './db'
import { EARLY, PROCESSING, PROGRESS, READY, setUpStrategy } from './testStrategy'

test('every read selects the row by id and tenant, and takes the progress from Redis', async () => {
  const { putStatus, putProgress, read, cost } = await setUpStrategy(createDb)
  await putStatus({ ...PROCESSING, status: 'READY' })
  await putProgress(PROGRESS)
  for (let reads = 1; reads <= 3; reads++) {
    expect(await read()).toMatchObject({
      type: 'found',
      source: 'db',
      body: { id: 42, title: '수학 1강', status: 'PROCESSING', encoding_progress: 60 },
    })
    expect(cost()).toEqual({ get: reads, select: reads })
  }
  expect(await read('other')).toEqual({ type: 'notFound' })
  expect(await read('academy', 'job', '42')).toEqual({ type: 'notFound' })
})

test('a row that has ended needs no Redis', async () => {
  const { putRow, putProgress, read, cost } = await setUpStrategy(createDb)
  await putRow(READY)
  await putProgress(PROGRESS)
  expect(await read()).toEqual({
    type: 'found',
    source: 'db',
    body: { id: 42, title: '수학 1강', ...READY, updated_at: EARLY },
    version: 2,
  })
  expect(cost()).toEqual({ get: 0, select: 1 })
})

test.each([{ redis: 'down' }, { redis: 'slow' }] as const)(
  'with %j the progress is unknown, and nothing else is',
  async (faults) => {
    const { putProgress, read } = await setUpStrategy(createDb, faults)
    await putProgress(PROGRESS)
    expect(await read()).toMatchObject({
      source: 'db',
      body: { status: 'PROCESSING', encoding_progress: null, encoding_step_name: null },
    })
  },
)

test('a database that is down rejects', async () => {
  const { read } = await setUpStrategy(createDb, { db: 'down' })
  await expect(read()).rejects.toMatchObject({ name: 'StoreDownError' })
})
