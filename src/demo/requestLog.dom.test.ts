import { expect, it } from 'vitest'
import { createRequestLog, finalIndex, pathOf } from './requestLog'

const video = { kind: 'video', id: '42' } as const
const url = 'http://api.test/media/videos/42/'
const answer = (status: string, source?: string) => () =>
  Promise.resolve(
    Response.json({ id: 42, status }, source ? { headers: { 'X-Status-Source': source } } : {}),
  )

it('notes each status request with its source, and which one was the final fetch', async () => {
  const log = createRequestLog()
  await log.watch(answer('PROCESSING', 'redis'))(url)
  await log.watch(answer('READY', 'db'))(url)
  await log.watch(answer('READY', 'redis'))(url)
  const requests = log.getSnapshot()[pathOf(video)] ?? []
  expect(requests.map(({ source }) => source)).toEqual(['redis', 'db', 'redis'])
  expect(finalIndex(requests)).toBe(2)
  expect(finalIndex(requests.slice(0, 2))).toBeNull()
})

it('notes failures, and lets them through', async () => {
  const log = createRequestLog()
  const dead = log.watch(() => Promise.reject(new TypeError('Failed to fetch')))
  await expect(dead(url)).rejects.toThrow('Failed to fetch')
  const broken = log.watch(() => Promise.resolve(new Response('<html>', { status: 502 })))
  expect((await broken(url)).status).toBe(502)
  expect(log.getSnapshot()[pathOf(video)]).toMatchObject([
    { source: 'failed' },
    { source: 'failed' },
  ])
})

it('takes a final fetch that failed for none: the next that answers is it', async () => {
  const log = createRequestLog()
  await log.watch(answer('READY'))(url)
  await log.watch(() => Promise.resolve(new Response('<html>', { status: 502 })))(url)
  expect(finalIndex(log.getSnapshot()[pathOf(video)] ?? [])).toBeNull()
  await log.watch(answer('READY'))(url)
  expect(finalIndex(log.getSnapshot()[pathOf(video)] ?? [])).toBe(2)
})

it('forgets a request that was aborted', async () => {
  const log = createRequestLog()
  const signal = AbortSignal.abort(new Error('unmounted'))
  const aborted = log.watch(() => Promise.reject(new Error('unmounted')))
  await expect(aborted(url, { signal })).rejects.toThrow('unmounted')
  expect(log.getSnapshot()[pathOf(video)]).toEqual([])
})

it('leaves other requests alone', async () => {
  const log = createRequestLog()
  await log.watch(answer('READY'))('http://api.test/media/videos/?status=PROCESSING')
  await log.watch(answer('READY'))(url, { method: 'DELETE' })
  expect(log.getSnapshot()).toEqual({})
})
