// @vitest-environment jsdom
import { setupServer } from 'msw/node'
import { afterEach, expect, test } from 'vitest'
import { createMockBackend, type MockBackendOptions } from '../createMockBackend'
import { createHandlers } from './createHandlers'

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})

function setUp(options: MockBackendOptions = {}) {
  const backend = createMockBackend(options)
  const server = setupServer(...createHandlers(backend))
  server.listen({ onUnhandledRequest: 'error' })
  undo.push(() => {
    server.close()
  })
  return backend
}

/** A socket of the page, and what it has heard. */
function open(url: string) {
  const socket = new WebSocket(url)
  undo.push(() => {
    socket.close()
  })
  const heard: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
    heard.push(JSON.parse(data) as Record<string, unknown>)
    waiting.shift()?.()
  })
  const on = (event: 'open' | 'close') =>
    new Promise<Event>((resolve) => {
      socket.addEventListener(event, resolve, { once: true })
    })
  return {
    socket,
    opened: on('open'),
    closed: on('close') as Promise<CloseEvent>,
    say: (message: unknown) => {
      socket.send(JSON.stringify(message))
    },
    next: async () => {
      if (heard.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      return heard.shift()
    },
  }
}

const subscribe = { type: 'subscribe', jobs: [{ kind: 'video', id: '42' }] }

test.each([
  'wss://api.example/ws/jobs/?tenant=academy',
  '/some/base/ws/jobs/',
  'ws://a.b:81/ws/jobs/',
])('a page that opens %s is told of its jobs', async (url) => {
  const backend = setUp()
  await backend.startVideo({ id: 42, seconds: 600 })
  const { opened, say, next } = open(url)
  await opened
  say(subscribe)
  expect(await next()).toMatchObject({ type: 'status', version: 1, body: { status: 'UPLOADED' } })
  await backend.advance(5_000)
  expect(await next()).toMatchObject({ type: 'status', version: 2 })
  expect((await backend.metrics()).push.clients).toBe(1)
})

test('a job is told of as time goes by, though nobody asks', async () => {
  const backend = setUp({ speed: 20 })
  await backend.startVideo({ id: 42, seconds: 20 })
  const { opened, say, next } = open('/ws/jobs/')
  await opened
  say(subscribe)
  const statuses: unknown[] = []
  do {
    const message = (await next()) as { body: { status: string } }
    statuses.push(message.body.status)
  } while (statuses.at(-1) !== 'READY')
  expect(new Set(statuses)).toEqual(new Set(['UPLOADED', 'PROCESSING', 'READY']))
})

test('the tenant of the address is the one whose jobs are told of', async () => {
  const backend = setUp({ requireTenant: true })
  await backend.startVideo({ id: 42, tenant: 'other' })
  const theirs = open('/ws/jobs/?tenant=other')
  const ours = open('/ws/jobs/?tenant=academy')
  await Promise.all([theirs.opened, ours.opened])
  theirs.say(subscribe)
  ours.say(subscribe)
  expect(await theirs.next()).toMatchObject({ type: 'status' })
  expect(await ours.next()).toMatchObject({ type: 'error', status: 404 })
  const nobodys = open('/ws/jobs/')
  expect((await nobodys.closed).code).toBe(1006)
})

test('while push is down sockets are closed, and new ones do not open', async () => {
  const backend = setUp()
  const before = open('/ws/jobs/')
  await before.opened
  await backend.setFaults({ push: 'down' })
  expect((await before.closed).code).toBe(1006)
  const during = open('/ws/jobs/')
  expect(await Promise.race([during.opened, during.closed])).toHaveProperty('type', 'close')
  await backend.setFaults({})
  await open('/ws/jobs/').opened
})

test('a socket that its page closes counts no more', async () => {
  const backend = setUp()
  const { socket, opened, closed } = open('/ws/jobs/')
  await opened
  socket.close()
  await closed
  expect((await backend.metrics()).push.clients).toBe(0)
})

test('of many backends each is its own, and Node warns of none', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  for (let i = 0; i < 30; i++) createHandlers(createMockBackend())
  const backend = setUp()
  await open('/ws/jobs/').opened
  expect((await backend.metrics()).push.clients).toBe(1)
  process.off('warning', note)
  expect(warnings).toEqual([])
})
