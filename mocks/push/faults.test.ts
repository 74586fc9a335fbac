import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PushFault } from '../backend/inputs'
import { createMockBackend } from '../createMockBackend'
import type { ServerMessage } from './messages'
import { connectTo, settle } from './testClient'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const VIDEO = { kind: 'video', id: '42' } as const

/** A client of a running video, which has been told how it stands. The mock's clock is stopped. */
async function watchVideo(seconds = 600) {
  const backend = createMockBackend({ speed: 0 })
  await backend.startVideo({ id: 42, seconds })
  const client = connectTo(backend)
  await client.subscribe(VIDEO)
  const [present] = client.heard()
  expect(present).toMatchObject({ version: 1 })
  await backend.resetMetrics()
  return { backend, client, messages: async () => (await backend.metrics()).push.messages }
}

const versions = (messages: ServerMessage[]) =>
  messages.map((message) => (message.type === 'status' ? message.version : message.type))

test('down: sockets break off, new ones are refused, and nobody is there any more', async () => {
  const { backend, client } = await watchVideo()
  await backend.setFaults({ push: 'down' })
  expect(client.state.dropped).toBe(true)
  await backend.advance(60_000)
  await client.ping()
  const late = connectTo(backend)
  expect(late.state.dropped).toBe(true)
  expect(await backend.refusePush(null)).toMatchObject({ status: 503 })
  expect((await backend.metrics()).push).toEqual({ clients: 0, messages: 0 })
  expect([...client.texts(), ...late.texts()]).toEqual([])
  await backend.setFaults({})
  expect(await backend.refusePush(null)).toBeUndefined()
})

test('silent: it takes whoever comes and whatever they say, and says nothing', async () => {
  const { backend, client, messages } = await watchVideo()
  await backend.setFaults({ push: 'silent' })
  const late = connectTo(backend)
  await late.subscribe(VIDEO)
  await late.say('nonsense')
  await client.ping()
  await backend.advance(60_000)
  expect([...client.texts(), ...late.texts()]).toEqual([])
  expect((await backend.metrics()).push).toEqual({ clients: 2, messages: 0 })
  // Mended, it has nothing to make good: the next change is the next message.
  await backend.setFaults({})
  expect(client.texts()).toEqual([])
  await backend.advance(10_000)
  expect([client.heard(), late.heard()].map(versions)).toEqual([
    [expect.any(Number)],
    [expect.any(Number)],
  ])
  expect(await messages()).toBe(2)
})

test('slow: each message is two seconds late', async () => {
  const { backend, client, messages } = await watchVideo()
  await backend.setFaults({ push: 'slow' })
  await backend.advance(5_000)
  await client.ping()
  await vi.advanceTimersByTimeAsync(1_999)
  expect(client.texts()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(versions(client.heard())).toEqual([2, 'pong'])
  expect(await messages()).toBe(1)
  await backend.advance(10_000)
  client.close()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(client.texts(), 'who has left hears nothing').toEqual([])
})

test('duplicated: each message comes twice', async () => {
  const { backend, client, messages } = await watchVideo()
  await backend.setFaults({ push: 'duplicated' })
  await backend.advance(5_000)
  await client.ping()
  expect(versions(client.heard())).toEqual([2, 2, 'pong', 'pong'])
  expect(await messages()).toBe(2)
})

test('reordered: neighbours change places, and none is held back for ever', async () => {
  const { backend, client } = await watchVideo()
  await backend.setFaults({ push: 'reordered' })
  await backend.advance(2_500)
  expect(versions(client.heard())).toEqual([])
  await backend.advance(20_000)
  const told = versions(client.heard())
  expect(told.slice(0, 4)).toEqual([3, 2, 5, 4])
  await vi.advanceTimersByTimeAsync(1_000)
  told.push(...versions(client.heard()))
  expect(told.toSorted((a, b) => Number(a) - Number(b))).toEqual(told.map((_, i) => i + 2))
})

test('garbage: something comes in place of each message, and it is no news of the job', async () => {
  const { backend, client, messages } = await watchVideo()
  await backend.setFaults({ push: 'garbage' })
  await backend.advance(300_000)
  const [html = '', unknown = '', long = '', text = '', other = '', again = ''] = client.texts()
  expect(() => JSON.parse(html) as unknown).toThrow()
  expect(JSON.parse(unknown)).not.toMatchObject({ type: 'status' })
  expect(long).toHaveLength(2 ** 20)
  expect(JSON.parse(text)).toMatchObject({ type: 'status', version: '17' })
  expect(JSON.parse(other)).toMatchObject({ type: 'status', version: 1 })
  expect(JSON.parse(other)).not.toMatchObject(VIDEO)
  expect(again).toBe(html)
  expect(await messages()).toBeGreaterThan(30)
})

test('no-terminal: that a job has ended is never told, not even to who asks then', async () => {
  const { backend, client } = await watchVideo(60)
  await backend.setFaults({ push: 'no-terminal' })
  await backend.advance(120_000)
  expect(client.heard().at(-1)).toMatchObject({ body: { status: 'PROCESSING' } })
  await client.subscribe(VIDEO)
  expect(client.heard()).toEqual([])
  await backend.setFaults({})
  expect(client.heard()).toEqual([])
})

test.each<PushFault>(['slow', 'reordered', 'garbage', 'silent', 'down'])(
  'once %s is mended each message comes as it is',
  async (push) => {
    const { backend } = await watchVideo()
    await backend.setFaults({ push })
    await backend.advance(100_000)
    await vi.advanceTimersByTimeAsync(5_000)
    await backend.setFaults({})
    const client = connectTo(backend)
    await client.subscribe(VIDEO)
    await backend.advance(30_000)
    const told = versions(client.heard())
    expect(told).toEqual(told.map((_, index) => Number(told[0]) + index))
    await settle()
  },
)

test('another fault is refused, and those that there are are named', async () => {
  const backend = createMockBackend()
  const faults = 'up, down, silent, slow, duplicated, reordered, garbage, no-terminal'
  await expect(backend.setFaults({ push: 'odd' as PushFault })).rejects.toThrow(
    `push must be one of ${faults}`,
  )
})
