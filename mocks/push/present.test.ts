import { expect, test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import { createTestBackend } from '../testBackend'
import { connectTo } from './testClient'

const VIDEO = { kind: 'video', id: '42' } as const
const JOB = { kind: 'excel', id: 'a' } as const

/** A cache that has just read a row, and then holds it for five seconds. */
async function cachedAt(ms: number, seconds = 60) {
  const { backend } = createTestBackend({ strategy: 'cache' })
  await backend.startVideo({ id: 42, seconds })
  await backend.startJob({ id: 'a', seconds })
  const witness = connectTo(backend)
  await witness.subscribe(VIDEO, JOB)
  await backend.advance(ms)
  await backend.readStatus('video', '42', 'academy')
  await backend.readStatus('job', 'a', 'academy')
  return { backend, witness }
}

test('whoever subscribes after the end is told of it, though a cache holds what was before', async () => {
  const { backend, witness } = await cachedAt(59_000)
  await backend.advance(2_000)
  const late = connectTo(backend)
  const { db, redis } = await backend.metrics()
  await late.subscribe(VIDEO, JOB)
  const told = late.heard()
  expect(told).toMatchObject([
    { ...VIDEO, body: { status: 'READY' } },
    { ...JOB, body: { status: 'DONE' } },
  ])
  expect(witness.heard()).toEqual(expect.arrayContaining(told))
  await backend.advance(3_600_000)
  expect(late.heard(), 'nothing is told twice').toEqual([])
  expect((await backend.metrics()).db, 'nothing more is read').toEqual(db)
  // The progress beside each cached row.
  expect((await backend.metrics()).redis).toEqual({ ...redis, get: redis.get + 2 })
})

test('whoever subscribes just after the start is told of it, and not that the job waits', async () => {
  const { backend } = await cachedAt(0)
  // A start comes with the first progress, which the cache is answered with as well.
  await backend.advance(3_000)
  const late = connectTo(backend)
  await late.subscribe(VIDEO, JOB)
  expect(late.heard()).toMatchObject([
    { ...VIDEO, body: { status: 'PROCESSING' } },
    { ...JOB, body: { status: 'RUNNING' } },
  ])
})

test('whoever subscribes after a late result is told of it, though a cache holds the end without it', async () => {
  const { backend } = await cachedAt(0)
  await backend.setJobFaults('video', '42', { lateResult: true })
  await backend.advance(60_000)
  await backend.readStatus('video', '42', 'academy')
  await backend.advance(1_000)
  const late = connectTo(backend)
  await late.subscribe(VIDEO)
  expect(late.heard()).toMatchObject([{ body: { hls_path: expect.any(String) as string } }])
})

test.each(STRATEGIES)(
  'of a job that was deleted nothing is told but that, under %s',
  async (strategy) => {
    const { backend } = createTestBackend({ strategy })
    await backend.startVideo({ id: 42, seconds: 60 })
    await backend.advance(30_000)
    await backend.readStatus('video', '42', 'academy')
    await backend.deleteVideo('42', 'academy')
    const late = connectTo(backend)
    await late.subscribe(VIDEO)
    expect(late.heard()).toMatchObject([{ type: 'error', ...VIDEO, status: 404 }])
  },
)

test.each(STRATEGIES)(
  'of a job that was deleted while Redis was down its end is not told, under %s',
  async (strategy) => {
    const { backend } = createTestBackend({ strategy })
    await backend.startVideo({ id: 42, seconds: 60 })
    await backend.advance(60_000)
    await backend.setFaults({ redis: 'down' })
    await backend.deleteVideo('42', 'academy')
    await backend.setFaults({})
    const late = connectTo(backend)
    await late.subscribe(VIDEO)
    expect(late.heard()).toMatchObject([{ type: 'error', ...VIDEO, status: 404 }])
  },
)

test.each(STRATEGIES)(
  'a job that was created again is told as it is, under %s',
  async (strategy) => {
    const { backend } = createTestBackend({ strategy })
    await backend.startVideo({ id: 42, seconds: 60 })
    await backend.advance(60_000)
    await backend.readStatus('video', '42', 'academy')
    await backend.deleteVideo('42', 'academy')
    await backend.startVideo({ id: 42, seconds: 60, tenant: 'other' })
    const [former, owner] = [connectTo(backend), connectTo(backend, 'other')]
    await former.subscribe(VIDEO)
    await owner.subscribe(VIDEO)
    expect(former.heard()).toMatchObject([{ type: 'error', ...VIDEO, status: 404 }])
    expect(owner.heard()).toMatchObject([{ type: 'status', body: { status: 'UPLOADED' } }])
  },
)

test('a row that is newer than what could be published is told', async () => {
  const { backend } = createTestBackend({ strategy: 'db' })
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.setJobFaults('video', '42', { loseRedisWrite: true })
  await backend.advance(60_000)
  const late = connectTo(backend)
  await late.subscribe(VIDEO)
  expect(late.heard()).toMatchObject([{ body: { status: 'READY' } }])
})

test('an end that is kept back is kept from those who subscribe after it, too', async () => {
  const { backend } = await cachedAt(59_000)
  await backend.setFaults({ push: 'no-terminal' })
  await backend.advance(2_000)
  const late = connectTo(backend)
  await late.subscribe(VIDEO, JOB)
  expect(late.heard()).toEqual([])
})
