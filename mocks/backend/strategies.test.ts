import { expect, test, vi } from 'vitest'
import { createTestBackend } from '../testBackend'
import { STRATEGIES } from './inputs'

test.each(STRATEGIES)('by %s a retried video is not read as failed any more', async (read) => {
  const { backend } = createTestBackend({ strategy: read })
  const status = async () => {
    const reading = await backend.readStatus('video', '42', 'academy')
    return reading.type === 'found' ? reading.body.status : reading.type
  }
  await backend.startVideo({ id: 42, seconds: 20, outcome: 'failed' })
  await backend.advance(20_000)
  expect(await status()).toBe('FAILED')
  await backend.retryVideo('42', 'academy')
  expect(await status()).toBe('UPLOADED')
  await backend.deleteVideo('42', 'academy')
  expect(await status()).toBe('notFound')
  await backend.startVideo({ id: 42 })
  expect(await status()).toBe('UPLOADED')
})

test.each(STRATEGIES)('by %s with both stores down a status is unavailable', async (strategy) => {
  const { backend } = createTestBackend({ strategy })
  await backend.startVideo({ id: 42 })
  await backend.setFaults({ redis: 'down', db: 'down' })
  expect(await backend.readStatus('video', '42', 'academy')).toEqual({
    type: 'unavailable',
    retryAfterSeconds: 5,
  })
})

test('the strategy is switched while jobs run, and back', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 600 })
  const sources: string[] = []
  for (const read of [...STRATEGIES, 'cache', 'db', 'redis-first'] as const) {
    await backend.setStrategy({ read })
    expect(await backend.strategy()).toEqual({ read })
    await backend.advance(4_000)
    const reading = await backend.readStatus('video', '42', 'academy')
    if (reading.type === 'found') sources.push(reading.source)
  }
  expect(sources).toEqual(['db', 'db', 'redis', 'redis', 'db', 'db', 'redis'])
})

test('what is remembered goes with a snapshot, as with a second tab', async () => {
  const [first, second] = [createTestBackend(), createTestBackend()].map(({ backend }) => backend)
  if (!first || !second) throw new Error('no backends')
  await first.startVideo({ id: 42, seconds: 600 })
  await first.setStrategy({ read: 'cache' })
  await first.readStatus('video', '42', 'academy')
  await second.restore(await first.snapshot())
  expect(await second.readStatus('video', '42', 'academy')).toMatchObject({ source: 'cache' })
})

test.each(['cache', 'redis-first-hardened'] as const)(
  'by %s what was under way at a reset is not remembered',
  async (read) => {
    const waiting: (() => void)[] = []
    const timers = {
      after: (_: number, callback: () => void) => {
        waiting.push(callback)
        return () => undefined
      },
    }
    const { backend } = createTestBackend({ timers })
    await backend.startVideo({ id: 42, seconds: 60, title: 'old' })
    await backend.advance(60_000)
    await backend.redis.flush()
    await backend.setStrategy({ read })
    await backend.setFaults({ db: 'slow' })
    const early = backend.readStatus('video', '42', 'academy')
    await vi.waitFor(() => {
      expect(waiting).toHaveLength(1)
    })
    await backend.reset()
    await backend.setStrategy({ read })
    await backend.startVideo({ id: 42, seconds: 600, title: 'new' })
    await backend.redis.flush()
    waiting[0]?.()
    expect(await early).toMatchObject({ body: { status: 'READY' } })
    expect(await backend.readStatus('video', '42', 'academy')).toMatchObject({
      source: 'db',
      body: { status: 'UPLOADED' },
    })
  },
)
