import { describe, expect, test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import type { MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import type { JobName, ServerMessage } from './messages'
import { connectTo, settle } from './testClient'

const VIDEO = { kind: 'video', id: '42' } as const
const MISSING = { type: 'error', status: 404, detail: '찾을 수 없습니다.' }

/** What the status API would answer, from Redis where it is there. */
async function answerOf(backend: MockBackend, { kind, id }: JobName, tenant = 'academy') {
  const reading = await backend.readStatus(kind === 'video' ? 'video' : 'job', id, tenant)
  if (reading.type !== 'found') throw new Error(`${kind} ${id}: ${reading.type}`)
  return { version: reading.version, body: reading.body }
}

const versions = (messages: ServerMessage[]) =>
  messages.map((message) => (message.type === 'status' ? message.version : NaN))

function expectRising(messages: ServerMessage[]): void {
  const told = versions(messages)
  expect(told).toEqual([...new Set(told)].sort((a, b) => a - b))
}

describe('whoever subscribes', () => {
  test.each(STRATEGIES)('is told the present state at once, under %s', async (strategy) => {
    const { backend } = createTestBackend({ strategy })
    await backend.startVideo({ id: 42, seconds: 600 })
    await backend.startJob({ id: 'a', seconds: 600, job_type: 'messaging' })
    await backend.advance(300_000)
    const client = connectTo(backend)
    const jobs = [VIDEO, { kind: 'messaging', id: 'a' } as const]
    await client.subscribe(...jobs)
    expect(client.heard()).toEqual(
      await Promise.all(
        jobs.map(async (job) => ({ type: 'status', ...job, ...(await answerOf(backend, job)) })),
      ),
    )
  })

  test('is told each change once and in order, to the end', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 600 })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    await backend.advance(599_999)
    const beforeTheEnd = client.heard()
    expectRising(beforeTheEnd)
    // The present state, the start, and a report at least every ten seconds.
    expect(beforeTheEnd.length).toBeGreaterThanOrEqual(61)
    expect(versions(beforeTheEnd)).toEqual(beforeTheEnd.map((_, index) => index + 1))
    expect(beforeTheEnd.at(-1)).toEqual({
      type: 'status',
      ...VIDEO,
      ...(await answerOf(backend, VIDEO)),
    })
    await backend.advance(3_600_000)
    const end = client.heard()
    expect(end).toHaveLength(1)
    expect(end[0]).toMatchObject({ body: { status: 'READY' }, version: beforeTheEnd.length + 1 })
  })

  test('is told of each intermediate write as it was, though time was moved in one go', async () => {
    const { backend } = createTestBackend()
    await backend.startJob({ id: 'a', seconds: 100 })
    const job = { kind: 'excel', id: 'a' } as const
    const steps = createTestBackend()
    await steps.backend.startJob({ id: 'a', seconds: 100 })
    const [inOneGo, bySteps] = [connectTo(backend), connectTo(steps.backend)]
    await Promise.all([inOneGo.subscribe(job), bySteps.subscribe(job)])
    await backend.advance(100_000)
    for (let second = 0; second < 100; second++) await steps.backend.advance(1000)
    expect(inOneGo.heard()).toEqual(bySteps.heard())
  })

  test('hears of a retry, a late result and a deletion', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 60, outcome: 'failed' })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    await backend.advance(60_000)
    expect(client.heard().at(-1)).toMatchObject({ body: { status: 'FAILED' } })
    await backend.retryVideo('42', 'academy')
    await backend.setJobFaults('video', '42', { lateResult: true, duplicate: true })
    await backend.advance(61_000)
    const again = client.heard()
    expectRising(again)
    expect(again[0]).toMatchObject({ body: { status: 'UPLOADED' } })
    expect(again.slice(-2)).toMatchObject([
      { body: { status: 'READY', hls_path: null } },
      { body: { status: 'READY', hls_path: expect.stringContaining('m3u8') as string } },
    ])
    await backend.deleteVideo('42', 'academy')
    expect(client.heard()).toEqual([{ ...MISSING, ...VIDEO }])
  })

  test('hears no more of a job that it has unsubscribed from, and of others still', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 600 })
    await backend.startJob({ id: 'a', seconds: 600 })
    const client = connectTo(backend)
    await client.subscribe(VIDEO, { kind: 'excel', id: 'a' })
    await client.unsubscribe(VIDEO)
    client.heard()
    await backend.advance(60_000)
    expect(new Set(client.heard().map((message) => 'kind' in message && message.kind))).toEqual(
      new Set(['excel']),
    )
  })

  test('is told the present state again when it subscribes again', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42 })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    await client.subscribe(VIDEO)
    expect(versions(client.heard())).toEqual([1, 1])
    await backend.advance(2_000)
    expect(versions(client.heard())[0]).toBe(2)
  })

  test('to a job that is not there yet hears that, and of its creation', async () => {
    const { backend } = createTestBackend()
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    expect(client.heard()).toEqual([{ ...MISSING, ...VIDEO }])
    await backend.startVideo({ id: 42 })
    expect(client.heard()).toMatchObject([{ type: 'status', version: 1 }])
  })

  test('when the database is needed and down is told so, and hears the next change', async () => {
    const { backend } = createTestBackend({ strategy: 'db' })
    await backend.startVideo({ id: 42, seconds: 600 })
    await backend.advance(60_000)
    await backend.setFaults({ db: 'down' })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    expect(client.heard()).toMatchObject([{ type: 'error', ...VIDEO, status: 503 }])
    await backend.advance(10_000)
    expect(client.heard()).toMatchObject([{ type: 'status', body: { status: 'PROCESSING' } }])
  })

  test('hears everything of no job twice: what is read for it may be older than what it was told', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 600 })
    const client = connectTo(backend)
    // Time passes while its present state is being read.
    client.receive(JSON.stringify({ type: 'subscribe', jobs: [VIDEO] }))
    await Promise.all([backend.advance(60_000), backend.advance(60_000)])
    await settle()
    expectRising(client.heard())
  })
})

test('a job of another tenant is answered and told of exactly as one that never was', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60, tenant: 'other' })
  const client = connectTo(backend, 'academy')
  await client.subscribe(VIDEO, { kind: 'video', id: '7' }, { kind: 'excel', id: '42' })
  const [theirs, none, otherKind] = client.heard()
  expect(theirs).toEqual({ ...none, id: '42' })
  expect(otherKind).toMatchObject({ kind: 'excel', id: '42', status: 404 })
  await backend.advance(60_000)
  await backend.deleteVideo('42', 'other')
  expect(client.heard()).toEqual([])
  const owner = connectTo(backend, 'other')
  await owner.subscribe(VIDEO)
  expect(owner.heard()).toEqual([{ ...MISSING, ...VIDEO }])
})

test('a kind is echoed as it was given, excel and messaging being one API', async () => {
  const { backend } = createTestBackend()
  await backend.startJob({ id: 'a', job_type: 'messaging', seconds: 60 })
  const client = connectTo(backend)
  await client.subscribe({ kind: 'excel', id: 'a' }, { kind: 'messaging', id: 'a' })
  await backend.advance(60_000)
  const kinds = client.heard().map((message) => 'kind' in message && message.kind)
  expect(kinds.filter((kind) => kind === 'excel').length).toBe(kinds.length / 2)
})

test('a ping is answered', async () => {
  const client = connectTo(createTestBackend().backend)
  await client.ping()
  expect(client.heard()).toEqual([{ type: 'pong' }])
})

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no type', '{}'],
  ['an unknown type', '{"type":"hello"}'],
  ['no jobs', '{"type":"subscribe"}'],
  ['jobs that are no list', '{"type":"subscribe","jobs":{}}'],
  ['an unknown kind', '{"type":"subscribe","jobs":[{"kind":"audio","id":"1"}]}'],
  ['an id that is a number', '{"type":"unsubscribe","jobs":[{"kind":"video","id":42}]}'],
  ['a job that is null', '{"type":"subscribe","jobs":[null]}'],
  ['no text', new ArrayBuffer(4)],
  ['nothing', undefined],
])('%s is one error, and the socket goes on', async (_, data) => {
  const client = connectTo(createTestBackend().backend)
  client.receive(data)
  await client.ping()
  expect(client.heard()).toEqual([
    { type: 'error', status: 400, detail: expect.stringContaining('must be') as string },
    { type: 'pong' },
  ])
  expect(client.state.dropped).toBe(false)
})

describe('the tenant', () => {
  test('is the default one where none is named', async () => {
    const { backend } = createTestBackend({ tenant: 'school' })
    await backend.startVideo({ id: 42 })
    const client = connectTo(backend, ' ')
    await client.subscribe(VIDEO)
    expect(client.heard()).toMatchObject([{ type: 'status' }])
  })

  test('must be named where one is required', async () => {
    const { backend } = createTestBackend({ requireTenant: true })
    const client = connectTo(backend)
    expect(client.state.dropped).toBe(true)
    await client.ping()
    expect(client.heard()).toEqual([])
    expect(await backend.refusePush(' ')).toEqual({ status: 400, detail: 'tenant가 필요합니다.' })
    expect(await backend.refusePush('academy')).toBeUndefined()
    expect(connectTo(backend, 'academy').state.dropped).toBe(false)
  })
})

describe('with Redis down', () => {
  test('sockets break off and none is taken; up again, one hears of the present state', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 600 })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    const told = versions(client.heard())[0] ?? NaN
    await backend.setFaults({ redis: 'down' })
    expect(client.state.dropped).toBe(true)
    expect(await backend.refusePush(null)).toMatchObject({ status: 503 })
    await backend.advance(100_000)
    expect(client.heard()).toEqual([])
    await backend.setFaults({})
    const again = connectTo(backend)
    await backend.advance(10_000)
    await again.subscribe(VIDEO)
    expect(versions(again.heard()).at(-1)).toBeGreaterThan(told + 5)
  })

  test('a write that Redis loses is not told either', async () => {
    const { backend } = createTestBackend()
    await backend.startVideo({ id: 42, seconds: 60 })
    await backend.setJobFaults('video', '42', { loseRedisWrite: true })
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    await backend.advance(120_000)
    expect(client.heard().at(-1)).toMatchObject({ body: { status: 'PROCESSING' } })
    expect((await backend.database()).video[0]).toMatchObject({ status: 'READY' })
  })
})

test('after a reset those who watched hear that their jobs are gone', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42 })
  const client = connectTo(backend)
  await client.subscribe(VIDEO)
  client.heard()
  await backend.reset()
  expect(client.heard()).toEqual([{ ...MISSING, ...VIDEO }])
  expect((await backend.metrics()).push).toEqual({ clients: 1, messages: 0 })
  await backend.startVideo({ id: 42 })
  expect(client.heard()).toMatchObject([{ version: 1 }])
})

describe('metering', () => {
  const JOBS = [1, 2, 3].map((id) => ({ kind: 'video' as const, id: String(id) }))
  const OTHERS = ['a', 'b'].map((id) => ({ kind: 'excel' as const, id }))

  async function costOfWatching(sockets: number) {
    const { backend } = createTestBackend()
    for (const { id } of JOBS) await backend.startVideo({ id, seconds: 600 })
    for (const { id } of OTHERS) await backend.startJob({ id, seconds: 600 })
    await backend.resetMetrics()
    const clients = Array.from({ length: sockets }, () => connectTo(backend))
    for (const client of clients) await client.subscribe(...JOBS, ...OTHERS)
    await backend.advance(4_000_000)
    const { redis, db, push } = await backend.metrics()
    const heard = clients.map((client) => client.heard().length)
    return { redis, db, push, heard }
  }

  test('two sockets on five jobs read nothing but once when they subscribe', async () => {
    const none = await costOfWatching(0)
    const two = await costOfWatching(2)
    expect(two.redis).toEqual({ ...none.redis, get: none.redis.get + 10 })
    expect(two.db).toEqual(none.db)
    expect(none.redis.get).toBe(0)
    expect(two.push).toEqual({ clients: 2, messages: (two.heard[0] ?? 0) + (two.heard[1] ?? 0) })
    expect(two.heard[0]).toBeGreaterThan(300)
  })

  test('counts sockets that are open, errors, but no pong', async () => {
    const { backend } = createTestBackend()
    const [one, two] = [connectTo(backend), connectTo(backend)]
    await one.subscribe(VIDEO)
    await one.ping()
    await two.say('nonsense')
    expect((await backend.metrics()).push).toEqual({ clients: 2, messages: 2 })
    two.close()
    await backend.resetMetrics()
    expect((await backend.metrics()).push).toEqual({ clients: 1, messages: 0 })
  })
})
