import { expect, test } from 'vitest'
import { createCache } from './cache'
import { PROGRESS, READY, setUpStrategy } from './testStrategy'

test('a row in progress is selected once in 5 s, and its progress read each time', async () => {
  const { putProgress, read, pass, cost } = await setUpStrategy(createCache)
  const sources: string[] = []
  for (let second = 0; second < 12; second++) {
    await putProgress({ ...PROGRESS, percent: 50 + second })
    const reading = await read()
    if (reading.type === 'found') sources.push(reading.source)
    expect(reading).toMatchObject({ body: { title: '수학 1강', encoding_progress: 50 + second } })
    pass(1000)
  }
  const five = ['db', 'cache', 'cache', 'cache', 'cache']
  expect(sources).toEqual([...five, ...five, 'db', 'cache'])
  expect(cost()).toEqual({ get: 12, select: 3 })
})

test('a row that has ended is selected once an hour', async () => {
  const { putRow, read, pass, cost } = await setUpStrategy(createCache)
  await putRow(READY)
  await read()
  pass(3_599_999)
  expect(await read()).toMatchObject({ source: 'cache', body: READY })
  expect(cost()).toEqual({ get: 0, select: 1 })
  pass(1)
  expect(await read()).toMatchObject({ source: 'db' })
})

test('an end is seen at most 5 s late', async () => {
  const { putRow, read, pass } = await setUpStrategy(createCache)
  await read()
  await putRow(READY)
  pass(4_999)
  expect(await read()).toMatchObject({ source: 'cache', body: { status: 'PROCESSING' } })
  pass(1)
  expect(await read()).toMatchObject({ source: 'db', body: READY })
})

test('what one tenant has cached is not there for another', async () => {
  const { read, selects } = await setUpStrategy(createCache)
  await read()
  expect(await read('other')).toEqual({ type: 'notFound' })
  expect(await read('other')).toEqual({ type: 'notFound' })
  expect(selects()).toBe(3)
})

test('what was selected before the API changed the job is not cached', async () => {
  const { putRow, read, change, holdDatabase } = await setUpStrategy(createCache)
  await putRow({ status: 'FAILED' })
  const release = holdDatabase()
  const early = read()
  await Promise.resolve()
  await putRow({ status: 'UPLOADED' })
  change()
  release()
  expect(await early).toMatchObject({ body: { status: 'FAILED' } })
  expect(await read()).toMatchObject({ source: 'db', body: { status: 'UPLOADED' } })
})

test('with the database down a cached row is answered, and a miss rejects', async () => {
  const { read, pass, faults } = await setUpStrategy(createCache)
  await read()
  faults.db = 'down'
  expect(await read()).toMatchObject({ source: 'cache' })
  pass(5000)
  await expect(read()).rejects.toMatchObject({ name: 'StoreDownError' })
})
