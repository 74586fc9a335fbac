import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createJobClient } from '../api/jobClient'
import type { JobKind, JobRef } from '../job/WorkerJob'
import type { SocketCounts } from '../push/createJobSocket'
import { failed, processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { fakeTabs } from '../testing/fakeTabs'
import { setOnline, setVisible } from '../testing/page'
import { renderPoller, video42 } from '../testing/renderPoller'
import { scriptedFetch, type ScriptedAnswer } from '../testing/scriptedFetch'
import { scriptedSockets } from '../testing/scriptedSockets'
import { JobClientProvider } from './JobClientProvider'
import { useWorkerJobPoller } from './useWorkerJobPoller'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import './joinPush'
import './joinTabs'

withFakeTimers()

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const VIDEO = 'video:42'

/** An answer with a version, as a polled one. */
const at = (version: number, answer: ScriptedAnswer): ScriptedAnswer => ({
  ...answer,
  headers: { 'X-Status-Version': String(version) },
})
const body = (answer: ScriptedAnswer): unknown => ('json' in answer ? answer.json : undefined)

/** Video 42 at 10 %, polled once and then told of by a socket. */
async function renderLive(options: Parameters<typeof renderPoller>[1] = {}) {
  const sockets = scriptedSockets()
  sockets.states.set(VIDEO, { version: 10, body: body(processing(10)) })
  const poller = renderPoller([at(10, processing(10))], options)
  await pass(100)
  /** The requests from now on, since now. */
  const requestsIn = async (ms: number) => {
    const before = poller.server.requests.length
    const now = poller.server.requests[0] ? Date.now() - start : 0
    await pass(ms)
    return poller
      .times()
      .slice(before)
      .map((time) => time - now)
  }
  const start = Date.now() - 100
  const counts = () =>
    poller.queryClient.getQueryData<SocketCounts>(['worker-job-push', poller.client.identity])
  const change = (version: number, answer: ScriptedAnswer) => {
    sockets.change(VIDEO, version, body(answer))
  }
  return { ...poller, sockets, requestsIn, counts, change }
}

describe('a job that a socket tells of', () => {
  it('costs no polling, and shows what is told', async () => {
    const { times, poll, percent, sockets, change } = await renderLive()
    expect(poll()).toMatchObject({ phase: 'polling', live: true })
    for (let version = 11; version < 60; version++) {
      change(version, processing(version))
      await pass(10_000)
      expect(percent()).toBe(version)
    }
    expect(times()).toEqual([0])
    expect(sockets.sockets.map(({ url }) => url)).toEqual(['ws://api.test/ws/jobs/'])
    expect(sockets.sent()).toEqual([{ type: 'subscribe', jobs: [{ kind: 'video', id: '42' }] }])
  })

  it('is fetched once at once when it ends, and never again; then there is no socket', async () => {
    const onSettled = vi.fn()
    const { poll, sockets, server, change, requestsIn } = await renderLive({ onSettled })
    await pass(5_000)
    server.then(at(11, ready({ duration: 96 })))
    change(11, ready())
    expect(await requestsIn(HOUR)).toEqual([20])
    expect(poll()).toMatchObject({
      phase: 'settled',
      live: false,
      job: { result: { durationSeconds: 96 } },
    })
    expect(onSettled).toHaveBeenCalledTimes(1)
    expect(sockets.open()).toEqual([])
    expect(sockets.sockets).toHaveLength(1)
  })

  it('is fetched once at its end even if the socket says so twice, and with requests that fail', async () => {
    const { poll, server, change, sockets, requestsIn } = await renderLive()
    server.then({ fails: true, afterMs: 500 }, at(11, ready()))
    change(11, ready())
    await pass(100)
    sockets.change(VIDEO, 11, body(ready()))
    await pass(500)
    sockets.change(VIDEO, 11, body(ready()))
    expect(await requestsIn(HOUR)).toHaveLength(1)
    expect(poll().phase).toBe('settled')
  })

  it('stays live while hidden, and asks nothing on the return', async () => {
    const { poll, change, percent, requestsIn } = await renderLive()
    await setVisible(false)
    await pass(20_000)
    change(11, processing(11))
    await pass(20_000)
    expect(percent()).toBe(11)
    await setVisible(true)
    expect(poll().live).toBe(true)
    expect(await requestsIn(5_000)).toEqual([])
  })

  it('shows a restart after a retry, and not the end before it', async () => {
    const { poll, server, client, change, percent } = await renderLive()
    server.then(at(11, failed()), { status: 202, text: '{}' }, at(13, ready()))
    change(11, failed())
    await pass(100)
    expect(poll().phase).toBe('settled')
    await act(() => client.retry(video42))
    await pass(100)
    change(11, failed())
    await pass(100)
    expect(poll().job?.state).toBe('queued')
    change(12, processing(3))
    await pass(100)
    expect(percent()).toBe(3)
    change(13, ready())
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })
})

describe('the order of what is told', () => {
  it('an older message changes nothing, and the same one twice neither', async () => {
    const { percent, change, poll } = await renderLive()
    change(12, processing(30))
    change(11, processing(20))
    await pass(100)
    expect(percent()).toBe(30)
    const { changedAt } = poll()
    await pass(1_000)
    change(12, processing(30))
    await pass(1_000)
    expect(poll()).toMatchObject({ changedAt, live: true })
  })

  it('an answer that was asked for before a message does not overwrite it, numbered or not', async () => {
    const { percent, change, poll, server } = await renderLive()
    for (const answer of [at(10, processing(10)), processing(10), failed()]) {
      server.then({ ...answer, afterMs: 1_000 })
      act(() => void poll().refetch())
      await pass(500)
      change(Date.now(), processing(50))
      await pass(1_000)
      expect(percent()).toBe(50)
    }
  })

  it('an end that was told is not undone by an answer to an earlier request', async () => {
    const { change, poll, server, requestsIn } = await renderLive()
    server.then({ ...processing(20), afterMs: 1_000 }, ready())
    act(() => void poll().refetch())
    await pass(500)
    change(11, ready())
    expect(await requestsIn(HOUR)).toEqual([500])
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('a message that comes after the final fetch changes nothing', async () => {
    const { change, poll, server, sockets } = await renderLive()
    server.then(at(11, ready()))
    change(11, ready())
    await pass(30)
    sockets.say({ type: 'status', kind: 'video', id: '42', version: 12, body: body(processing(1)) })
    await pass(HOUR)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })
})

describe('a socket that says nothing of a job', () => {
  it('is checked once in 30 s, and believed while the API has nothing new either', async () => {
    const { poll, requestsIn } = await renderLive()
    expect(await requestsIn(100_000)).toEqual([29_940, 59_940, 89_940])
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
  })

  it('is not believed once it has kept a change to itself: polling goes on until it speaks', async () => {
    const { poll, change, server, requestsIn } = await renderLive()
    server.then(at(11, processing(20)))
    expect(await requestsIn(36_000)).toEqual([29_940, 31_940, 33_940, 35_940])
    expect(poll().live).toBe(false)
    change(12, processing(30))
    await pass(100)
    expect(poll().live).toBe(true)
    expect(await requestsIn(20_000)).toEqual([])
  })

  it('may say that the job has ended while the API wants to be left in peace', async () => {
    const { poll, server, change, requestsIn } = await renderLive()
    server.then({ status: 503, headers: { 'Retry-After': '20' } }, at(11, ready()))
    await pass(31_000)
    change(11, ready())
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'finalizing', error: null })
    expect(await requestsIn(MINUTE)).toEqual([18_840])
    expect(poll().phase).toBe('settled')
  })

  it('is no loss at the end of the job', async () => {
    const { poll, server, requestsIn } = await renderLive()
    server.then(at(11, ready()))
    expect(await requestsIn(HOUR)).toEqual([29_940, 29_940])
    expect(poll().phase).toBe('settled')
  })

  it('is a failure of the API if that does not answer', async () => {
    const { poll, server, change } = await renderLive()
    server.then({ status: 503 })
    await pass(32_000)
    expect(poll()).toMatchObject({ phase: 'waiting', live: false })
    change(11, processing(20))
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'polling', live: true, error: null })
  })
})

describe('a socket that is lost', () => {
  it('is replaced by polling after 2 s, and takes over again without a word', async () => {
    const { poll, sockets, percent, requestsIn, change } = await renderLive()
    await pass(10_000)
    change(11, processing(20))
    await pass(9_000)
    sockets.mode = 'refuses'
    sockets.drop()
    await pass(0)
    expect(poll()).toMatchObject({ live: false, phase: 'polling' })
    const [first = 0, second = 0, ...rest] = await requestsIn(9_000)
    expect(first).toBeGreaterThanOrEqual(2_000)
    expect(first).toBeLessThanOrEqual(2_500)
    expect(second - first).toBe(2_000)
    expect(rest).toHaveLength(2)
    expect(percent()).toBe(20)
    sockets.mode = 'up'
    await pass(MINUTE)
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
    change(12, processing(20))
    expect(await requestsIn(20_000)).toEqual([])
  })

  it('costs nothing if it is back within 2 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { poll, sockets, change, percent, requestsIn } = await renderLive()
    change(11, processing(40))
    await pass(5_000)
    sockets.drop()
    sockets.states.set(VIDEO, { version: 12, body: body(processing(41)) })
    expect(await requestsIn(20_000)).toEqual([])
    expect(poll().live).toBe(true)
    expect(percent()).toBe(41)
    expect(sockets.sockets).toHaveLength(2)
  })

  it('is tried again with growing pauses, half of them random', async () => {
    const { sockets, counts } = await renderLive()
    const attempts: number[] = []
    sockets.mode = 'refuses'
    sockets.drop()
    for (let known = counts()?.attempts ?? 0, s = 0; s < 300; s++) {
      await pass(1_000)
      const now = counts()?.attempts ?? 0
      if (now > known) attempts.push(s + 1)
      known = now
    }
    const gaps = attempts.map((time, i) => time - (attempts[i - 1] ?? 0))
    for (const [i, gap] of gaps.entries()) {
      const most = Math.min(30, 2 ** (i + 1))
      expect(gap).toBeGreaterThanOrEqual(Math.floor(most / 2))
      expect(gap).toBeLessThanOrEqual(most + 1)
    }
    expect(gaps.length).toBeGreaterThan(9)
  })

  it('goes with the connection of the page, and comes back with it', async () => {
    const { sockets, poll, requestsIn, times } = await renderLive()
    await pass(10_000)
    await setOnline(false)
    expect(sockets.open()).toEqual([])
    expect(poll()).toMatchObject({ live: false, phase: 'waiting' })
    expect(await requestsIn(MINUTE)).toEqual([])
    const before = times().length
    await setOnline(true)
    expect(times()).toHaveLength(before + 1)
    await pass(100)
    expect(poll()).toMatchObject({ live: true })
  })

  it('is given its 2 s whoever returned to the page while it worked', async () => {
    const { sockets, requestsIn } = await renderLive()
    await setVisible(false)
    await pass(5_000)
    await setVisible(true)
    await pass(5_000)
    sockets.mode = 'refuses'
    sockets.drop()
    const [first] = await requestsIn(3_000)
    expect(first).toBeGreaterThanOrEqual(2_000)
    expect(first).toBeLessThanOrEqual(2_500)
  })

  it('does not have an API asked sooner that wants to be left in peace', async () => {
    const { sockets, server, poll, change, requestsIn } = await renderLive()
    server.then({ status: 503, headers: { 'Retry-After': '60' } }, at(12, processing(30)))
    expect(await requestsIn(31_000)).toEqual([29_940])
    change(11, processing(20))
    await pass(100)
    expect(poll()).toMatchObject({ live: true, error: null })
    sockets.mode = 'refuses'
    sockets.drop()
    expect(await requestsIn(60_000)).toEqual([58_840])
  })

  it('by its silence alone is noticed within half a minute', async () => {
    const { sockets, poll } = await renderLive()
    sockets.mode = 'silent'
    await pass(30_500)
    expect(sockets.sent().at(-1)).toEqual({ type: 'ping' })
    expect(sockets.open()).toEqual([])
    expect(poll().live).toBe(false)
  })

  it('is given up when the page goes away, and opened anew when it returns', async () => {
    const { sockets, poll } = await renderLive()
    act(() => {
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    })
    expect(sockets.open()).toEqual([])
    await pass(MINUTE)
    expect(sockets.sockets).toHaveLength(1)
    act(() => {
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    })
    await pass(100)
    expect(sockets.open()).toHaveLength(1)
    expect(poll().live).toBe(true)
  })
})

it('is not opened by jobs that come and go while the page is away', async () => {
  const { sockets, show } = renderJobs()
  await show('video:42')
  expect(sockets.open()).toHaveLength(1)
  const page = (event: 'pagehide' | 'pageshow') => {
    act(() => {
      window.dispatchEvent(new PageTransitionEvent(event, { persisted: true }))
    })
  }
  page('pagehide')
  await show()
  await show('excel:7f')
  expect(sockets.open()).toEqual([])
  page('pageshow')
  await pass(100)
  expect(sockets.open()).toHaveLength(1)
})

describe('a server without sockets', () => {
  it('costs two attempts and then quiet polling, with a rare retry', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'refuses'
    const { poll, times } = renderPoller([processing(10)])
    await pass(5 * MINUTE - 1)
    expect(sockets.sockets).toHaveLength(2)
    expect(times()).toHaveLength(150)
    expect(poll()).toMatchObject({ phase: 'polling', live: false, error: null })
    await pass(HOUR)
    const perHour = sockets.sockets.length - 2
    expect(perHour).toBeGreaterThanOrEqual(5)
    expect(perHour).toBeLessThanOrEqual(13)
  })

  it('is not tried more often because jobs come and go', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'refuses'
    const { unmount, mount } = renderPoller([processing(10)])
    await pass(10_000)
    unmount()
    for (let i = 0; i < 10; i++) {
      const hook = mount()
      await pass(5_000)
      hook.unmount()
    }
    expect(sockets.sockets).toHaveLength(2)
  })

  it('or a proxy that accepts and says nothing costs no more', async () => {
    const sockets = scriptedSockets()
    sockets.mode = 'silent'
    const { poll, times } = renderPoller([processing(10)])
    await pass(5 * MINUTE - 1)
    expect(sockets.sockets).toHaveLength(2)
    expect(times()).toHaveLength(150)
    expect(poll().live).toBe(false)
  })

  it('is polled as by choice where a policy of the page forbids sockets', async () => {
    const sockets = scriptedSockets()
    Reflect.set(globalThis, 'WebSocket', function refuse() {
      throw new DOMException('Refused', 'SecurityError')
    })
    const { times, poll } = renderPoller([processing(10)])
    await pass(9_000)
    expect(times()).toHaveLength(5)
    expect(poll().phase).toBe('polling')
    expect(sockets.sockets).toEqual([])
  })
})

describe('no socket', () => {
  it('is opened by choice', async () => {
    const { sockets, times } = await renderLive({ client: { push: false } })
    await pass(9_000)
    expect(sockets.sockets).toEqual([])
    expect(times()).toHaveLength(5)
  })

  it('is opened for a job that has ended by its first answer, nor for one that is not to be followed', async () => {
    const sockets = scriptedSockets()
    renderPoller([ready()])
    renderPoller([processing(1)], { enabled: false })
    renderPoller([{ status: 403 }])
    await pass(MINUTE)
    expect(sockets.sockets).toEqual([])
  })

  it('is opened for a job of which nothing is known, though another had one before', async () => {
    const { sockets, show, text } = renderJobs()
    await show('video:42')
    await show()
    expect(sockets.sockets).toHaveLength(1)
    await show('video:50')
    expect(text()).toBe('50 settled; ')
    expect(sockets.sockets).toHaveLength(1)
    await show('video:50', 'video:42')
    await pass(5_000)
    expect(text()).toBe('50 settled; 42 polling live; ')
    expect(sockets.sockets).toHaveLength(2)
  })

  it('is kept for a hidden page that is to ask nothing, though a request is under way', async () => {
    const { sockets, server, poll } = await renderLive({ hiddenIntervalMs: false })
    server.then({ hangs: true })
    act(() => void poll().refetch())
    await pass(100)
    await setVisible(false)
    expect(sockets.open()).toEqual([])
    await setVisible(true)
    await pass(100)
    expect(sockets.open()).toHaveLength(1)
  })

  it('and no timer are left once nobody watches', async () => {
    const { unmount, sockets } = await renderLive()
    unmount()
    await pass(0)
    expect(sockets.open()).toEqual([])
    // The counts of sockets go from the cache after five minutes.
    await pass(5 * MINUTE)
    expect(vi.getTimerCount()).toBe(0)
  })
})

/** Follows jobs, all in progress but `video:50`; the API alone knows that one and `video:9`. */
function renderJobs() {
  const sockets = scriptedSockets()
  const asked: string[] = []
  let status: number | null = null
  const client = createJobClient({
    baseUrl: 'https://api.test/v1',
    tenant: 'academy 1',
    fetch: (input) => {
      const { pathname } = new URL(input as string)
      asked.push(pathname)
      const id = pathname.split('/').at(-2) ?? ''
      if (status !== null && pathname.includes('videos')) {
        return Promise.resolve(new Response('', { status }))
      }
      return Promise.resolve(
        Response.json(
          pathname.includes('videos')
            ? { id: Number(id), status: id === '50' ? 'READY' : 'PROCESSING' }
            : { job_id: id, status: 'RUNNING' },
          { headers: { 'X-Status-Version': '3' } },
        ),
      )
    },
  })
  for (const id of [42, 43]) {
    sockets.states.set(`video:${id}`, { version: 3, body: { id, status: 'PROCESSING' } })
  }
  sockets.states.set('excel:7f', { version: 3, body: { job_id: '7f', status: 'RUNNING' } })
  const queryClient = new QueryClient()
  const page = (names: string[]) => (
    <QueryClientProvider client={queryClient}>
      <JobClientProvider client={client}>
        {names.map((name) => {
          const [kind, id] = name.split(':') as [JobKind, string]
          return <Follower key={name} job={{ kind, id }} />
        })}
      </JobClientProvider>
    </QueryClientProvider>
  )
  const view = render(page([]))
  const show = async (...names: string[]) => {
    view.rerender(page(names))
    await pass(100)
  }
  /** What videos are answered from now on; null: their status. */
  const refuse = (next: number | null) => {
    status = next
  }
  return { sockets, asked, show, client, refuse, text: () => view.container.textContent }
}

function Follower({ job }: { job: JobRef }) {
  const { live, phase } = useWorkerJobPoller(job)
  return `${job.id} ${phase}${live ? ' live' : ''}; `
}

describe('one socket', () => {
  it('tells of what is on screen, as it comes and goes, with the tenant', async () => {
    const { sockets, asked, show, text } = renderJobs()
    await show('video:42', 'excel:7f')
    expect(text()).toBe('42 polling live; 7f polling live; ')
    await show('excel:7f')
    await show('excel:7f', 'video:43')
    expect(text()).toBe('7f polling live; 43 polling live; ')
    expect(sockets.sockets.map(({ url }) => url)).toEqual([
      'wss://api.test/v1/ws/jobs/?tenant=academy%201',
    ])
    expect([...sockets.subscribed].sort()).toEqual(['excel:7f', 'video:43'])
    await show()
    expect(sockets.open()).toEqual([])
    expect(asked).toEqual(['/v1/media/videos/42/', '/v1/api/v1/jobs/7f/'])
  })

  it('that works spares a new job its first request, unless it says nothing for a second', async () => {
    const { sockets, asked, show, text } = renderJobs()
    await show('video:42')
    asked.length = 0
    sockets.mode = 'silent'
    await show('video:42', 'video:43')
    await pass(800)
    expect(asked).toEqual([])
    await pass(200)
    expect(asked).toEqual(['/v1/media/videos/43/'])
    expect(text()).toBe('42 polling live; 43 polling; ')
  })

  it('that works has a second to tell of a job that is resumed and was never answered', async () => {
    const { sockets, asked, show, client, refuse } = renderJobs()
    await show('video:42')
    sockets.mode = 'silent'
    refuse(401)
    await show('video:42', 'video:43')
    await pass(1_000)
    expect(asked.at(-1)).toBe('/v1/media/videos/43/')
    refuse(null)
    asked.length = 0
    act(() => {
      client.resume()
    })
    await pass(999)
    expect(asked).toEqual([])
    await pass(1)
    expect(asked).toEqual(['/v1/media/videos/43/'])
  })

  it('that does not know a job leaves it to polling', async () => {
    const { asked, show, text } = renderJobs()
    await show('video:42')
    asked.length = 0
    await show('video:42', 'video:9')
    expect(text()).toBe('42 polling live; 9 polling; ')
    await pass(9_000)
    expect(asked).toEqual(Array.from({ length: 5 }, () => '/v1/media/videos/9/'))
  })

  it('lets the ceiling apply to those jobs alone that it does not tell of', async () => {
    const { asked, show, sockets } = renderJobs()
    const many = Array.from({ length: 40 }, (_, i) => `video:${100 + i}`)
    for (const name of many) {
      sockets.states.set(name, { version: 3, body: { id: Number(name.slice(6)), status: 'X' } })
    }
    await show(...many, 'video:9')
    await pass(10_000)
    asked.length = 0
    await pass(10_000)
    expect(asked).toEqual(Array.from({ length: 5 }, () => '/v1/media/videos/9/'))
  })
})

describe('a message that is none', () => {
  const status = { type: 'status', kind: 'video', id: '42', version: 11 }
  it.each([
    ['text', 'hello'],
    ['nothing', ''],
    ['a list', []],
    ['null', null],
    ['an unknown type', { ...status, type: 'status2', body: body(ready()) }],
    [
      'of a job that nobody asked about',
      { ...status, id: '43', body: { id: 43, status: 'READY' } },
    ],
    ['of another kind', { ...status, kind: 'excel', body: { job_id: '42', status: 'DONE' } }],
    ['of no kind', { ...status, kind: 'constructor', body: body(ready()) }],
    ['with the answer of another job', { ...status, body: { id: 43, status: 'READY' } }],
    ['without a status', { ...status, body: { id: 42 } }],
    ['without a body', status],
    ['with a version as text', { ...status, version: '11', body: body(ready()) }],
    ['with half a version', { ...status, version: 11.5, body: body(ready()) }],
    ['with a version below 0', { ...status, version: -1, body: body(ready()) }],
    ['of 1 MB', { ...status, body: { id: 42, status: 'READY', title: 'x'.repeat(2 ** 20) } }],
    ['an error about nothing', { type: 'error', detail: 'bad' }],
    ['binary', new ArrayBuffer(8)],
  ])('%s: is ignored and counted, and the socket stays', async (_, message) => {
    const { sockets, poll, counts, change, percent } = await renderLive()
    if (message instanceof ArrayBuffer) sockets.open()[0]?.onmessage?.({ data: message })
    else sockets.say(message)
    await pass(100)
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
    expect(counts()).toEqual({ works: true, attempts: 1, messages: 2, ignored: 1 })
    change(11, processing(20))
    await pass(100)
    expect(percent()).toBe(20)
    expect(sockets.sockets).toHaveLength(1)
  })

  it('is no sign of life: a socket that says nothing else is given up', async () => {
    const { sockets, poll, server } = await renderLive()
    sockets.mode = 'silent'
    for (let s = 0; s < 31; s++) {
      sockets.say('garbage')
      await pass(1_000)
    }
    expect(sockets.sockets[0]?.readyState).toBe(3)
    expect(poll()).toMatchObject({ live: false, phase: 'polling' })
    await pass(10_000)
    expect(server.requests.length).toBeGreaterThan(4)
  })
})

describe('several tabs', () => {
  let browser: ReturnType<typeof fakeTabs>
  beforeEach(() => {
    browser = fakeTabs()
  })
  afterEach(() => {
    browser.restore()
  })

  async function openTabs() {
    const sockets = scriptedSockets()
    sockets.states.set(VIDEO, { version: 10, body: body(processing(10)) })
    const server = scriptedFetch(at(10, processing(10)))
    const open = async () => {
      const tab = renderPoller([processing(10)], { server })
      await pass(200)
      return tab
    }
    return { sockets, server, first: await open(), second: await open() }
  }

  it('have one socket, and show the same', async () => {
    const { sockets, server, first, second } = await openTabs()
    for (let version = 11; version < 20; version++) {
      sockets.change(VIDEO, version, body(processing(version)))
      await pass(10_000)
      expect([first, second].map((tab) => tab.percent())).toEqual([version, version])
      expect([first, second].map((tab) => tab.poll().live)).toEqual([true, true])
    }
    expect(sockets.sockets).toHaveLength(1)
    expect(server.times()).toEqual([0])
    sockets.drop()
    await pass(0)
    expect([first, second].map((tab) => tab.poll().live)).toEqual([false, false])
  })

  it('lose it with the tab that has it, and the next opens its own', async () => {
    const { sockets, server, first, second } = await openTabs()
    await pass(5_000)
    first.unmount()
    await pass(500)
    expect(sockets.sockets).toHaveLength(2)
    expect(sockets.open()).toHaveLength(1)
    expect(second.poll()).toMatchObject({ live: true, phase: 'polling' })
    expect(server.times()).toEqual([0])
  })

  it('do not wait for silence to end when the tab that has it hangs', async () => {
    const { sockets, server, second } = await openTabs()
    // Its channel is deaf and its socket says nothing that is passed on.
    const [hung] = browser.channels()
    if (hung) Object.assign(hung, { isDeaf: true, postMessage: () => undefined })
    let ms = 0
    for (; sockets.sockets.length < 2 && ms < 10_000; ms += 100) await pass(100)
    expect(ms).toBeLessThanOrEqual(3_500)
    await pass(100)
    sockets.change(VIDEO, 11, body(processing(11)))
    await pass(100)
    expect(second.percent()).toBe(11)
    expect(server.times().length).toBeLessThanOrEqual(3)
  })
})
