import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { oneAtATime } from '../backend/turns'
import { createMockBackend, type MockBackendOptions } from '../createMockBackend'
import { createSharedTurns } from '../persistence/sharedTurns'
import { createSnapshotStore } from '../persistence/snapshotStore'
import { connectTo, settle } from './testClient'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const VIDEO = { kind: 'video', id: '42' } as const

/** Lets real time pass, and what is stored in it be stored. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    await vi.advanceTimersByTimeAsync(Math.min(50, left))
    for (let i = 0; i < 8; i++) await settle()
  }
}

async function watchVideo(options: MockBackendOptions = {}, seconds = 600) {
  const backend = createMockBackend(options)
  await backend.startVideo({ id: 42, seconds })
  const client = connectTo(backend)
  await client.subscribe(VIDEO)
  client.heard()
  return { backend, client }
}

test('each change is told when it happens, though nobody asks', async () => {
  const { client } = await watchVideo()
  const lateness: number[] = []
  for (let i = 0; i < 600; i++) {
    await vi.advanceTimersByTimeAsync(100)
    for (const message of client.heard()) {
      if (message.type !== 'status') throw new Error(message.type)
      const { updated_at } = message.body as { updated_at: string }
      lateness.push(Date.now() - Date.parse(updated_at))
    }
  }
  expect(lateness.length).toBeGreaterThan(7)
  expect(Math.max(...lateness)).toBeLessThanOrEqual(100)
})

test('at a high speed one looks ten times a second at most, and tells every change', async () => {
  let looked = 0
  const { client } = await watchVideo(
    {
      speed: 1_000,
      timers: {
        after(ms, callback) {
          const handle = setTimeout(() => {
            looked++
            callback()
          }, ms)
          return () => {
            clearTimeout(handle)
          }
        },
      },
    },
    3_600,
  )
  await vi.advanceTimersByTimeAsync(2_000)
  expect(looked).toBeGreaterThan(15)
  expect(looked).toBeLessThanOrEqual(20)
  const told = client.heard().map((message) => (message.type === 'status' ? message.version : NaN))
  expect(told).toEqual(told.map((_, index) => index + 2))
  expect(told.length).toBeGreaterThan(190)
})

test('nobody looks where there is no socket, none that is subscribed, or nothing to come', async () => {
  const { backend, client } = await watchVideo({}, 60)
  expect(vi.getTimerCount()).toBe(1)
  await client.unsubscribe(VIDEO)
  expect(vi.getTimerCount()).toBe(0)
  await client.subscribe(VIDEO)
  expect(vi.getTimerCount()).toBe(1)
  await backend.setSpeed(0)
  expect(vi.getTimerCount()).toBe(0)
  await backend.setSpeed(1)
  expect(vi.getTimerCount()).toBe(1)
  await backend.advance(60_000)
  expect(vi.getTimerCount(), 'the job has ended').toBe(0)
  await backend.startVideo({ id: 7 })
  expect(vi.getTimerCount()).toBe(1)
  client.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('one who leaves does not put off what others wait for', async () => {
  const { backend, client } = await watchVideo()
  await vi.advanceTimersByTimeAsync(5_000)
  client.heard()
  for (let i = 0; i < 30; i++) {
    connectTo(backend).close()
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(client.heard().length).toBeGreaterThanOrEqual(3)
})

test('what waited for the database is told when that is back', async () => {
  const { backend, client } = await watchVideo({}, 60)
  await backend.setFaults({ db: 'down' })
  await backend.advance(120_000)
  client.heard()
  await backend.setFaults({})
  await vi.advanceTimersByTimeAsync(100_000)
  expect(client.heard().at(-1)).toMatchObject({ body: { status: 'READY' } })
})

function openTabs() {
  const store = createSnapshotStore(new IDBFactory(), 'mock')
  const lock = oneAtATime()
  return () => createMockBackend({ turns: createSharedTurns(store, lock), speed: 0 })
}

test('what another tab does is told within about a second, as it is then', async () => {
  const openTab = openTabs()
  const [one, two] = [openTab(), openTab()]
  await one.startVideo({ id: 42, seconds: 600 })
  const client = connectTo(two)
  await client.subscribe(VIDEO)
  await pass(100)
  expect(client.heard()).toMatchObject([{ version: 1 }])
  await one.advance(60_000)
  await pass(1_100)
  const reading = await one.readStatus('video', '42', 'academy')
  if (reading.type !== 'found') throw new Error(reading.type)
  expect(client.heard()).toEqual([
    { type: 'status', ...VIDEO, version: reading.version, body: reading.body },
  ])
  await pass(3_000)
  expect(client.heard(), 'nothing is told twice').toEqual([])
  await one.deleteVideo('42', 'academy')
  await pass(1_100)
  expect(client.heard()).toMatchObject([{ type: 'error', ...VIDEO, status: 404 }])
  await pass(3_000)
  expect(client.heard()).toEqual([])
  expect((await one.metrics()).push.messages).toBe(3)
})

test('what another tab breaks is broken here', async () => {
  const openTab = openTabs()
  const [one, two] = [openTab(), openTab()]
  const client = connectTo(two)
  await pass(100)
  expect(client.state.dropped).toBe(false)
  await one.setFaults({ push: 'down' })
  await pass(1_100)
  expect(client.state.dropped).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('a version is taken up after a reload where it was left', async () => {
  const openTab = openTabs()
  const before = openTab()
  await before.startVideo({ id: 42, seconds: 600 })
  await before.advance(60_000)
  const after = openTab()
  const client = connectTo(after)
  await client.subscribe(VIDEO)
  await pass(100)
  await after.advance(10_000)
  const told = client.heard().map((message) => (message.type === 'status' ? message.version : NaN))
  expect(told[1]).toBe(Number(told[0]) + 1)
  expect(told[0]).toBeGreaterThan(5)
})
