import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { oneAtATime } from '../backend/turns'
import { createTestBackend } from '../testBackend'
import { createSharedTurns } from './sharedTurns'
import { createSnapshotStore, type SnapshotStore } from './snapshotStore'

function setUp(factory = new IDBFactory(), lock = oneAtATime()) {
  const store = createSnapshotStore(factory, 'mock')
  const counted = { reads: 0, writes: 0 }
  const counting: SnapshotStore = {
    revision: () => store.revision(),
    read() {
      counted.reads++
      return store.read()
    },
    write(revision, snapshot) {
      counted.writes++
      return store.write(revision, snapshot)
    },
  }
  const openTab = (seed = 1) =>
    createTestBackend({ seed, turns: createSharedTurns(counting, lock) }).backend
  return { store, counted, openTab }
}

test('what one tab starts the other sees, and a reload finds it again', async () => {
  const { openTab } = setUp()
  const [one, two] = [openTab(1), openTab(2)]
  await one.startVideo({ id: 42, seconds: 60 })
  expect(await two.readStatus('video', '42', 'academy')).toMatchObject({ source: 'redis' })
  await two.advance(60_000)
  expect(await one.readStatus('video', '42', 'academy')).toMatchObject({
    body: { status: 'READY' },
  })
  expect(await openTab(3).snapshot()).toEqual(await one.snapshot())
})

test('tabs that ask at the same time do what workers do once, and give out an id once', async () => {
  const { openTab } = setUp()
  const tabs = [openTab(1), openTab(2), openTab(3)]
  const started = await Promise.all(tabs.map((tab) => tab.startVideo({ seconds: 60 })))
  expect(new Set(started.map(({ id }) => id)).size).toBe(3)
  await Promise.all(tabs.map((tab) => tab.advance(20_000)))
  await Promise.all(tabs.map((tab) => tab.readStatus('video', '1001', 'academy')))
  const metrics = await Promise.all(tabs.map((tab) => tab.metrics()))
  expect(metrics[0]?.db).toMatchObject({ insert: 3, update: 6 })
  expect(metrics[1]).toEqual(metrics[0])
  expect(metrics[2]).toEqual(metrics[0])
})

test('a state that has not changed is neither read nor written again', async () => {
  const { counted, openTab } = setUp()
  const [one, two] = [openTab(), openTab()]
  await one.startVideo({ id: 42 })
  await two.jobs()
  expect(counted).toEqual({ reads: 1, writes: 1 })
  await two.jobs()
  await one.jobs()
  expect(counted).toEqual({ reads: 1, writes: 1 })
})

test.each([['text'], [{ version: 99 }], [{ version: 1, state: {} }], [null]])(
  'stored data that is no state of this version is dropped: %j',
  async (foreign) => {
    const { store, openTab } = setUp()
    await store.write(7, foreign)
    const tab = openTab()
    await tab.startVideo({ id: 42 })
    expect(await openTab().jobs()).toHaveLength(1)
    expect(await store.revision()).toBe(8)
  },
)

test('where nothing can be stored the mock works for its page', async () => {
  const broken = { open: () => failing() } as unknown as IDBFactory
  const { openTab } = setUp(broken)
  const tab = openTab()
  await tab.startVideo({ id: 42 })
  expect(await tab.readStatus('video', '42', 'academy')).toMatchObject({ type: 'found' })
})

function failing() {
  const request: { error: Error; onerror?: () => void } = { error: new Error('no storage') }
  queueMicrotask(() => request.onerror?.())
  return request
}

test('a turn that fails gives way to the next, and keeps what workers did before it', async () => {
  const { openTab } = setUp()
  const tab = openTab()
  await tab.startVideo({ id: 42 })
  await expect(tab.startVideo({ id: 42 })).rejects.toThrow('id 42 is taken')
  expect(await openTab().jobs()).toHaveLength(1)
})
