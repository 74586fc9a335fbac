import { expect, test } from 'vitest'
import { START, createTestBackend } from '../testBackend'

const request = (id: string, changes: object = {}) => ({
  resource: 'job' as const,
  id,
  tenant: 'academy',
  source: 'redis' as const,
  ms: 3,
  ...changes,
})

test('the history has one entry for each of the last 600 seconds, the present one last', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.setStrategy({ read: 'db' })
  const before = await backend.metrics()
  for (let second = 0; second < 3; second++) {
    await backend.advance(1000)
    await backend.readStatus('video', '42', 'academy')
    await backend.countAnswer(200, request('42', { resource: 'video' }))
  }
  const history = await backend.history()
  expect(history).toHaveLength(600)
  expect(history.map(({ t }) => t)).toEqual(
    Array.from({ length: 600 }, (_, index) => START + 3000 - (599 - index) * 1000),
  )
  expect(history.slice(-3)).toMatchObject(Array(3).fill({ requests: 1, select: 1 }))
  expect(
    history.slice(0, 596).every(({ requests, select, redis }) => requests + select + redis === 0),
  ).toBe(true)
  const { redis } = await backend.metrics()
  const commands = ({ get, set, del, expire }: typeof redis) => get + set + del + expire
  const sum = history.slice(-3).reduce((total, second) => total + second.redis, 0)
  expect(sum).toBe(commands(redis) - commands(before.redis))
})

test('what workers did while nobody looked is in the history at its own time', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 3600 })
  await backend.advance(300_000)
  const history = await backend.history()
  const busy = history.filter(({ redis }) => redis > 0)
  expect(busy.length).toBeGreaterThan(28)
  expect(Math.max(...busy.map(({ redis }) => redis))).toBeLessThan(8)
})

test('the history keeps ten minutes, however long the mock runs', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 86_400 })
  await backend.advance(86_000_000)
  expect((await backend.snapshot()).state.history.size).toBeLessThanOrEqual(600)
  expect(await backend.history()).toHaveLength(600)
})

test('the log has the last 200 status requests, oldest first', async () => {
  const { backend } = createTestBackend()
  const messaging = await backend.startJob({ job_type: 'messaging' })
  await backend.countAnswer(200, request(messaging.id))
  await backend.advance(1000)
  await backend.countAnswer(404, request('ghost', { source: null, tenant: null }))
  expect(await backend.log()).toEqual([
    {
      t: START,
      kind: 'messaging',
      id: messaging.id,
      tenant: 'academy',
      status: 200,
      source: 'redis',
      ms: 3,
    },
    { t: START + 1000, kind: 'job', id: 'ghost', tenant: null, status: 404, source: null, ms: 3 },
  ])
  for (let id = 0; id < 250; id++) await backend.countAnswer(200, request(String(id)))
  const log = await backend.log()
  expect(log).toHaveLength(200)
  expect([log[0]?.id, log.at(-1)?.id]).toEqual(['50', '249'])
})

test('reset empties history and log, a reset of the metrics leaves them', async () => {
  const { backend } = createTestBackend()
  await backend.countAnswer(200, request('a'))
  await backend.resetMetrics()
  expect(await backend.log()).toHaveLength(1)
  expect((await backend.history()).at(-1)?.requests).toBe(1)
  await backend.reset()
  expect(await backend.log()).toEqual([])
  expect((await backend.history()).at(-1)?.requests).toBe(0)
})
