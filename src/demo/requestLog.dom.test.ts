import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { JobStatusError } from '../index'
import { fakeTabs } from '../testing/fakeTabs'
import { createRequestLog, findFinals, pathOf } from './requestLog'

const video = { kind: 'video', id: '42' } as const
const url = 'http://api.test/media/videos/42/'

let browser: ReturnType<typeof fakeTabs>
/** A test's own, as the logs of all tests live as long as the page. */
let backend: { baseUrl: string; tenant: string }
beforeEach(() => {
  browser = fakeTabs()
  backend = { baseUrl: 'http://api.test', tenant: crypto.randomUUID() }
})
afterEach(() => {
  hide()
  browser.restore()
  vi.useRealTimers()
})

const channels = () => browser.channels().filter(({ name }) => name.includes(backend.tenant))

const hide = () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
const show = () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
/** Until what tabs say has been heard, and answered. */
const settle = () => new Promise((resolve) => setTimeout(resolve))
const requestsOf = (log: ReturnType<typeof createRequestLog>) =>
  log.getSnapshot()[pathOf(video)] ?? []
const tell = ({ told, source, terminal }: ReturnType<typeof requestsOf>[number]) =>
  [told ? 'told' : 'own', source, terminal].join(' ')

const answer = (status: string, source?: string) => () =>
  Promise.resolve(
    Response.json({ id: 42, status }, source ? { headers: { 'X-Status-Source': source } } : {}),
  )

it('notes each status request with its source, and which one was the final fetch', async () => {
  const log = createRequestLog(backend)
  await log.watch(answer('PROCESSING', 'redis'))(url)
  await log.watch(answer('READY', 'db'))(url)
  await log.watch(answer('READY', 'redis'))(url)
  const requests = log.getSnapshot()[pathOf(video)] ?? []
  expect(requests.map(({ source }) => source)).toEqual(['redis', 'db', 'redis'])
  expect(findFinals(requests)).toEqual({ finals: new Set([2]), isOver: true })
  expect(findFinals(requests.slice(0, 2))).toEqual({ finals: new Set(), isOver: false })
})

it('notes failures, and lets them through', async () => {
  const log = createRequestLog(backend)
  const dead = log.watch(() => Promise.reject(new TypeError('Failed to fetch')))
  await expect(dead(url)).rejects.toThrow('Failed to fetch')
  const broken = log.watch(() => Promise.resolve(new Response('<html>', { status: 502 })))
  expect((await broken(url)).status).toBe(502)
  expect(log.getSnapshot()[pathOf(video)]).toMatchObject([
    { source: 'failed' },
    { source: 'failed' },
  ])
})

describe('the final fetch', () => {
  const finalsAfter = async (...answers: (() => Promise<Response>)[]) => {
    const log = createRequestLog({ ...backend, tenant: crypto.randomUUID() })
    for (const send of answers) await log.watch(send)(url)
    const { finals, isOver } = findFinals(requestsOf(log))
    return { finals: [...finals], isOver }
  }
  const running = answer('PROCESSING')
  const ready = answer('READY')
  const broken = () => Promise.resolve(new Response('<html>', { status: 502 }))

  it('is none that failed: the next that answers is it', async () => {
    expect(await finalsAfter(ready, broken)).toEqual({ finals: [], isOver: false })
    expect(await finalsAfter(ready, broken, ready)).toEqual({ finals: [2], isOver: true })
  })

  it('is none that found the job in progress again: that attempt has its own', async () => {
    expect(await finalsAfter(ready, running)).toEqual({ finals: [], isOver: false })
    expect(await finalsAfter(ready, running, ready)).toEqual({ finals: [], isOver: false })
    const twice = await finalsAfter(ready, ready, ready, running, ready, ready)
    expect(twice).toEqual({ finals: [1, 5], isOver: true })
  })

  it('is one under way', async () => {
    const log = createRequestLog(backend)
    await log.watch(ready)(url)
    void log.watch(() => new Promise(() => undefined))(url)
    expect(findFinals(requestsOf(log)).finals).toEqual(new Set([1]))
  })
})

it('forgets a request that was aborted', async () => {
  const log = createRequestLog(backend)
  const signal = AbortSignal.abort(new Error('unmounted'))
  const aborted = log.watch(() => Promise.reject(new Error('unmounted')))
  await expect(aborted(url, { signal })).rejects.toThrow('unmounted')
  expect(log.getSnapshot()[pathOf(video)]).toEqual([])
})

it('keeps a request that got no answer in time, as failed', async () => {
  const log = createRequestLog(backend)
  const late = new JobStatusError('timeout', 'no answer')
  const aborted = log.watch(() => Promise.reject(late))(url, { signal: AbortSignal.abort(late) })
  await expect(aborted).rejects.toBe(late)
  expect(requestsOf(log).map(tell)).toEqual(['own failed false'])
})

it('leaves other requests alone', async () => {
  const log = createRequestLog(backend)
  await log.watch(answer('READY'))('http://api.test/media/videos/?status=PROCESSING')
  await log.watch(answer('READY'))(url, { method: 'DELETE' })
  expect(log.getSnapshot()).toEqual({})
})

describe('several tabs', () => {
  const running = answer('PROCESSING', 'redis')
  const ready = answer('READY', 'redis')

  it('are told how a request of one ended, as another tab’s, and not before', async () => {
    const [asking, told] = [createRequestLog(backend), createRequestLog(backend)]
    let respond: (response: Response) => void = () => undefined
    const asked = asking.watch(() => new Promise((resolve) => (respond = resolve)))(url)
    await settle()
    expect(requestsOf(told)).toEqual([])
    respond(await ready())
    await asked
    await asking
      .watch(() => Promise.reject(new TypeError('Failed to fetch')))(url)
      .catch(String)
    await settle()
    expect(requestsOf(asking).map(tell)).toEqual(['own redis true', 'own failed false'])
    expect(requestsOf(told).map(tell)).toEqual(['told redis true', 'told failed false'])
  })

  it('tell a new one what they asked themselves, and not what they were told', async () => {
    const first = createRequestLog(backend)
    await first.watch(running)(url)
    const second = createRequestLog(backend)
    await settle()
    await second.watch(ready)(url)
    await settle()
    for (const [log, expected] of [
      [first, ['own redis false', 'told redis true']],
      [second, ['told redis false', 'own redis true']],
      [createRequestLog(backend), ['told redis false', 'told redis true']],
    ] as const) {
      await settle()
      expect(requestsOf(log).map(tell)).toEqual(expected)
    }
  })

  it('draw the final fetch after a hand-over where it was', async () => {
    const [first, second] = [createRequestLog(backend), createRequestLog(backend)]
    await first.watch(running)(url)
    await first.watch(ready)(url)
    await settle()
    await second.watch(ready)(url)
    await settle()
    for (const log of [first, second]) {
      expect(findFinals(requestsOf(log))).toEqual({ finals: new Set([2]), isOver: true })
    }
  })

  it('put what they are told late in the order of asking', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const first = createRequestLog(backend)
    vi.setSystemTime(1_000)
    await first.watch(running)(url)
    hide()
    const second = createRequestLog(backend)
    vi.setSystemTime(3_000)
    await second.watch(ready)(url)
    show()
    await settle()
    expect(requestsOf(second).map(tell)).toEqual(['told redis false', 'own redis true'])
    expect(requestsOf(first).map(tell)).toEqual(['own redis false', 'told redis true'])
  })

  it('forget what one of them aborted', async () => {
    const [asking, told] = [createRequestLog(backend), createRequestLog(backend)]
    const signal = AbortSignal.abort(new Error('unmounted'))
    const aborted = asking.watch(() => Promise.reject(new Error('unmounted')))(url, { signal })
    await aborted.catch(String)
    await settle()
    expect([...requestsOf(asking), ...requestsOf(told)]).toEqual([])
  })

  it('of another tenant or server are told nothing', async () => {
    const asking = createRequestLog(backend)
    const others = [
      createRequestLog({ ...backend, tenant: 'other' }),
      createRequestLog({ ...backend, baseUrl: 'http://other.test' }),
    ]
    await asking.watch(ready)(url)
    await settle()
    for (const other of others) expect(other.getSnapshot()).toEqual({})
  })

  it('have no channel open while in the back/forward cache, and catch up on return', async () => {
    const away = createRequestLog(backend)
    expect(channels()).toHaveLength(1)
    let respond: (response: Response) => void = () => undefined
    const underWay = away.watch(() => new Promise((resolve) => (respond = resolve)))(url)
    hide()
    expect(channels()).toEqual([])
    const here = createRequestLog(backend)
    await here.watch(ready)(url)
    respond(await running())
    await underWay
    await settle()
    expect(requestsOf(here).map(tell)).toEqual(['own redis true'])
    show()
    await settle()
    expect(channels()).toHaveLength(2)
    expect(requestsOf(away).map(tell).sort()).toEqual(['own redis false', 'told redis true'])
    show()
    expect(channels()).toHaveLength(2)
  })

  it.each([
    ['has no channels', undefined],
    [
      'refuses them',
      () => {
        throw new DOMException('Not here', 'SecurityError')
      },
    ],
  ])('keep a log each where the browser %s', async (_, channel) => {
    vi.stubGlobal('BroadcastChannel', channel)
    const log = createRequestLog(backend)
    await log.watch(ready)(url)
    hide()
    show()
    expect(requestsOf(log).map(tell)).toEqual(['own redis true'])
  })
})

it('notes what a socket tells, and not what was known before or asked for', () => {
  const log = createRequestLog(backend)
  const queryClient = new QueryClient()
  const stop = log.watchCache(queryClient.getQueryCache())
  const learn = (memory: object) => {
    queryClient.setQueryData(['worker-jobs', 'video', '42', {}], memory)
  }
  const live = (heardAt: number) => ({ live: true, heardAt })
  learn({ askedAt: 1_000, push: null, ending: null })
  learn({ askedAt: 1_000, push: live(2_000), ending: null })
  learn({ askedAt: 3_000, push: live(3_000), ending: null })
  learn({ askedAt: 3_000, push: live(3_000), ending: null, job: 'again' })
  learn({ askedAt: 4_000, push: live(4_000), ending: {} })
  queryClient.setQueryData(['of the app'], { push: live(5_000), askedAt: 5_000 })
  expect(requestsOf(log).map(({ sentAt, source, terminal }) => [sentAt, source, terminal])).toEqual(
    [
      [3_000, 'push', false],
      [4_000, 'push', true],
    ],
  )
  stop()
})
