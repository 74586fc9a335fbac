import { expect, test } from 'vitest'
import { createMockBackend, type MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'

function deep(levels: number): object {
  return levels === 1 ? {} : { inner: deep(levels - 1) }
}
function circular(): object {
  const result: Record<string, unknown> = {}
  result['self'] = result
  return result
}

test.each<[string, (backend: MockBackend) => Promise<unknown>, string]>([
  ['a video id', (b) => b.startVideo({ id: 0 }), 'id must be a positive integer'],
  ['a video id', (b) => b.startVideo({ id: '1.5' }), 'id must be a positive integer'],
  ['a job id', (b) => b.startJob({ id: 'a b' }), 'id must be 1 to 64 letters, digits, - or _'],
  [
    'seconds',
    (b) => b.startJob({ seconds: 0 }),
    'seconds must be a number over 0 and at most 86400',
  ],
  ['seconds', (b) => b.startVideo({ seconds: 86_401 }), 'seconds must be'],
  ['an outcome', (b) => b.startVideo({ outcome: 'done' as 'ready' }), 'one of ready, failed'],
  ['a title', (b) => b.startVideo({ title: ' ' }), 'title must be a text that is not blank'],
  ['a result', (b) => b.startJob({ result: [] as never }), 'result must be an object of JSON'],
  ...[{ f: 1n }, { f: () => 1 }, deep(101), circular()].map(
    (result) =>
      [
        'a result',
        (b: MockBackend) => b.startJob({ result: result as never }),
        'result must be an object of JSON, up to 100 levels deep, or null',
      ] as [string, (b: MockBackend) => Promise<unknown>, string],
  ),
  ['a tenant', (b) => b.startVideo({ tenant: '학원' }), 'tenant must be a text that a header can'],
  ['a tenant', (b) => b.startVideo({ tenant: ' b ' }), 'tenant must be a text that a header can'],
  ['a video id', (b) => b.startVideo({ id: '9007199254740992' }), 'id must be a positive integer'],
  ['a result of a failure', (b) => b.startJob({ outcome: 'failed', result: {} }), 'result must'],
  [
    'a reason without failure',
    (b) => b.startVideo({ outcome: 'ready', error_reason: 'x' }),
    'error_reason must',
  ],
  ['an unknown field', (b) => b.startVideo({ speed: 1 } as never), 'speed is not a field here'],
  ['an inherited field', (b) => b.startVideo({ toString: 1 } as never), 'toString is not a field'],
  ['no object', (b) => b.startVideo([] as never), 'the input must be a JSON object'],
  ['ms', (b) => b.advance(-1), 'ms must be a number of milliseconds from 0 to 10 years'],
  ['speed', (b) => b.setSpeed(10_001), 'speed must be a number from 0 to 10000'],
  [
    'a strategy',
    (b) => b.setStrategy({ read: 'x' as never }),
    'read must be one of db, cache, redis-first, redis-first-hardened',
  ],
  ['no strategy', (b) => b.setStrategy({} as never), 'read must be given'],
  ['a fault', (b) => b.setFaults({ redis: 'off' as never }), 'redis must be one of up, down, slow'],
  [
    'a status',
    (b) => b.setFaults({ api: { status: 200 } }),
    'api.status must be an integer from 400',
  ],
  [
    'a rate',
    (b) => b.setFaults({ api: { failureRate: 2 } }),
    'api.failureRate must be a number from 0 to 1',
  ],
  ['a latency', (b) => b.setFaults({ api: { latencyMs: NaN } }), 'api.latencyMs must be a number'],
  ...['', '곧', ' 5', 'a\nb', -1, Infinity, []].map(
    (retryAfter) =>
      [
        `a Retry-After of ${JSON.stringify(retryAfter)}`,
        (b: MockBackend) => b.setFaults({ api: { retryAfter: retryAfter as never } }),
        'api.retryAfter must be a text that a header can carry, or a number of seconds',
      ] as [string, (b: MockBackend) => Promise<unknown>, string],
  ),
  ['an unknown fault', (b) => b.setFaults({ api: { x: 1 } } as never), 'api.x is not a field here'],
])('%s that is bad is refused by name, and changes nothing', async (_, call, message) => {
  const { backend } = createTestBackend()
  const before = await backend.snapshot()
  await expect(call(backend)).rejects.toThrow(message)
  await expect(call(backend)).rejects.toMatchObject({ name: 'MockError', kind: 'invalid' })
  expect(await backend.snapshot()).toEqual(before)
})

test('an id that is taken is a conflict, whoever has it', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, tenant: 'other' })
  await expect(backend.startVideo({ id: '42' })).rejects.toMatchObject({ kind: 'conflict' })
  await expect(backend.startJob({ id: '42' })).resolves.toEqual({ kind: 'excel', id: '42' })
})

test.each([
  [{ seed: 1.5 }, 'seed must be an integer'],
  [{ tenant: '' }, 'tenant must be a text'],
  [{ strategy: 'none' }, 'strategy must be one of db, cache, redis-first, redis-first-hardened'],
  [{ clock: {} }, 'clock must be an object with now()'],
  [{ requireTenant: 1 }, 'requireTenant must be true or false'],
  [{ colour: 'red' }, 'colour is not a field here'],
])('a backend is not made with %j', (options, message) => {
  expect(() => createMockBackend(options as never)).toThrow(message)
})

test('what is just within bounds is taken, and a result is the mock’s own from then on', async () => {
  const { backend } = createTestBackend()
  const result: Record<string, unknown> = { inner: deep(99), n: 1 }
  await backend.startJob({ id: 'a', seconds: 1, result })
  await backend.startVideo({ id: Number.MAX_SAFE_INTEGER, seconds: 1 })
  result['n'] = 2
  await backend.advance(1000)
  expect(await backend.readStatus('job', 'a', 'academy')).toMatchObject({
    body: { result: { n: 1 } },
  })
  expect(await backend.readStatus('video', '9007199254740991', 'academy')).toMatchObject({
    body: { id: Number.MAX_SAFE_INTEGER, status: 'READY' },
  })
})
