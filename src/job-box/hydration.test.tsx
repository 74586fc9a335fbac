import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { createJobClient, type JobClientOptions } from '../api/jobClient'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { encoding, ready, scriptedServer, toggle, video, type Answer } from '../testing/renderBox'
import { createJobBoxStore } from './createJobBoxStore'
import { JobBox } from './JobBox'
import { JobBoxProvider } from './JobBoxProvider'

withFakeTimers(Date.UTC(2025, 6, 1))

const ASKED = ['PENDING', 'UPLOADED', 'PROCESSING'].map((status) => `?status=${status}`)

/** A server that lists videos by what is asked for, `PROCESSING` and the page; nothing unless told. */
function listingServer(lists: Record<string, Answer | unknown[]>, answers = {}) {
  const server = scriptedServer(answers)
  const asked: string[] = []
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (!url.searchParams.has('status')) return server.fetch(input, init)
    asked.push(`${url.origin === 'http://api.test' ? '' : url.origin}${url.search}`)
    const answer =
      lists[
        url.searchParams.getAll('status').concat(url.search.slice(1).split('&').slice(1)).join('&')
      ]
    return Promise.resolve().then(() => server.respond(answer ?? []))
  }
  return { ...server, asked, lists, fetch }
}

/** A page with boxes that share a cache, each under a provider of its own. */
function page(options: JobClientOptions & { boxes?: number; hydrate?: boolean }) {
  const { boxes = 1, hydrate = true, ...ofClient } = options
  const clients = Array.from({ length: boxes }, () =>
    createJobClient({ baseUrl: 'http://api.test', ...ofClient }),
  )
  return (
    <StrictMode>
      {clients.map((client, index) => (
        <JobBoxProvider key={index} client={client} lang="en" hydrate={hydrate}>
          {index === 0 && <JobBox />}
        </JobBoxProvider>
      ))}
    </StrictMode>
  )
}

const queryClient = { current: new QueryClient() }
function show(options: Parameters<typeof page>[0]) {
  queryClient.current = new QueryClient()
  const wrap = (element: React.ReactNode) => (
    <QueryClientProvider client={queryClient.current}>{element}</QueryClientProvider>
  )
  const view = render(wrap(page(options)))
  return (next: Parameters<typeof page>[0]) => {
    view.rerender(wrap(page(next)))
  }
}

async function titles(): Promise<(string | null | undefined)[]> {
  if (toggle().getAttribute('aria-expanded') === 'false') fireEvent.click(toggle())
  await pass(0)
  return screen
    .queryAllByRole('listitem')
    .map((item) => item.querySelector('.wjb-title')?.getAttribute('title'))
}

const listed = (id: number, fields: object = {}) => ({
  ...encoding(String(id), 10),
  title: `${id}.mp4`,
  ...fields,
})

describe('videos in progress on the server', () => {
  it('appear in a new browser, in the order of the answers, and open nothing', async () => {
    const server = listingServer(
      {
        PENDING: [listed(9)],
        UPLOADED: [listed(8, { status: 'UPLOADED' })],
        PROCESSING: [listed(7), listed(3)],
      },
      { 9: encoding('9', 1), 8: encoding('8', 1), 7: encoding('7', 20), 3: encoding('3', 40) },
    )
    show({ fetch: server.fetch })
    await pass(100)
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    expect(toggle().textContent).toBe('4 in progress')
    expect(await titles()).toEqual(['9.mp4', '8.mp4', '7.mp4', '3.mp4'])
    expect(server.asked).toEqual(ASKED)
  })

  it('appear from every page of the server’s own, wherever its links lead', async () => {
    const twenty = (from: number) => Array.from({ length: 20 }, (_, i) => listed(from - i))
    const next = 'https://elsewhere.test/media/videos/?status=PROCESSING&page=2'
    const server = listingServer({
      PROCESSING: { count: 45, next, results: twenty(45) },
      'PROCESSING&page=2': { count: 45, next, results: twenty(25) },
      'PROCESSING&page=3': { count: 45, next: null, results: twenty(5).slice(0, 5) },
    })
    show({ fetch: server.fetch })
    await pass(100)
    expect(toggle().textContent).toBe('45 in progress')
    expect(server.asked.slice(2)).toEqual(
      [2, 3].reduce((all, n) => [...all, `?status=PROCESSING&page=${n}`], ['?status=PROCESSING']),
    )
  })

  it('are read to the end of a list that has become shorter, and at most ten pages of one without end', async () => {
    const endless = { count: 9999, next: 'http://api.test/x', results: [listed(1)] }
    const server = listingServer({
      PENDING: { count: 21, next: '?page=2', results: [listed(2)] },
      'PENDING&page=2': { status: 404 },
      UPLOADED: { count: 1, next: '?page=2', results: [] },
      PROCESSING: endless,
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [`PROCESSING&page=${i + 2}`, endless]),
      ),
    })
    show({ fetch: server.fetch })
    await pass(100)
    expect(await titles()).toEqual(['2.mp4', '1.mp4'])
    expect(server.asked).toHaveLength(2 + 1 + 10)
  })

  it('are asked for as other requests are: tenant, headers, and once more after a 401', async () => {
    let signedIn = false
    const seen: (string | null)[] = []
    const fetch: typeof globalThis.fetch = (_, init) => {
      const headers = new Headers(init?.headers)
      seen.push(`${headers.get('X-Tenant-Code')} ${headers.get('Authorization')}`)
      const answer = Response.json([], { status: signedIn ? 200 : 401 })
      signedIn = true
      return Promise.resolve(answer)
    }
    show({ fetch, tenant: 'academy', headers: () => ({ Authorization: String(signedIn) }) })
    await pass(100)
    expect(seen).toEqual(['academy false', 'academy true', 'academy true', 'academy true'])
  })

  it('are asked for once by a page that mounts twice and has two providers', async () => {
    const server = listingServer({ PROCESSING: [listed(7)] }, { 7: encoding('7', 20) })
    show({ fetch: server.fetch, boxes: 2 })
    await pass(100)
    expect(server.asked).toEqual(ASKED)
    await setVisible(false)
    await setVisible(true)
    await pass(60_000)
    expect(server.asked).toEqual(ASKED)
  })

  it('are not asked for without `hydrate`', async () => {
    const server = listingServer({ PROCESSING: [listed(7)] })
    show({ fetch: server.fetch, hydrate: false })
    await pass(60_000)
    expect(server.asked).toEqual([])
  })

  it('are asked for anew for another tenant, and not for a client that is the same but for its object', async () => {
    const academy = listingServer({ PROCESSING: [listed(7)] }, { 7: encoding('7', 20) })
    const other = listingServer({ PROCESSING: [listed(8)] }, { 8: encoding('8', 20) })
    const change = show({ fetch: academy.fetch, tenant: 'academy' })
    await pass(100)
    change({ fetch: academy.fetch, tenant: 'academy' })
    await pass(100)
    expect(academy.asked).toEqual(ASKED)
    change({ fetch: other.fetch, tenant: 'other' })
    await pass(100)
    expect(other.asked).toEqual(ASKED)
    expect(await titles()).toEqual(['8.mp4'])
  })

  it('do not come twice, nor back once they were removed', async () => {
    const store = createJobBoxStore(createJobClient({ baseUrl: 'http://api.test' }))
    store.track(video('7', 'mine.mp4'))
    store.track(video('8', 'removed.mp4'))
    store.dismiss({ kind: 'video', id: '8' })
    const server = listingServer(
      { PENDING: [listed(7)], PROCESSING: [listed(7), listed(8), listed(9), listed(9)] },
      { 7: encoding('7', 20), 9: encoding('9', 20) },
    )
    show({ fetch: server.fetch })
    await pass(100)
    expect(await titles()).toEqual(['mine.mp4', '9.mp4'])
  })

  it('cost nothing once they have ended, even if the server lists what has', async () => {
    const server = listingServer(
      { PROCESSING: [{ ...ready('7') }, listed(8)] },
      { 8: encoding('8', 5) },
    )
    show({ fetch: server.fetch })
    await pass(1_000)
    expect(server.requests).toEqual(['GET /media/videos/8/'])
    server.answers['8'] = ready('8')
    await pass(5_000)
    server.requests.length = 0
    cleanup()
    server.lists['PROCESSING'] = []
    show({ fetch: server.fetch })
    await pass(60_000)
    expect(toggle().textContent).toBe('1 done')
    expect(server.requests).toEqual([])
  })
})

describe('a list that fails', () => {
  it.each([
    ['a server that is down', 'down' as const],
    ['an error', { status: 503 }],
    ['something else', { hello: 1 }],
    ['text', { results: 'none' }],
  ])('for %s says nothing and is asked for again on the return, not before', async (_, answer) => {
    const server = listingServer(
      { PENDING: answer, PROCESSING: [listed(7)] },
      { 7: encoding('7', 1) },
    )
    show({ fetch: server.fetch })
    await pass(10 * 60_000)
    expect(server.asked).toEqual(['?status=PENDING'])
    expect(screen.queryByRole('alert')).toBeNull()
    delete server.lists['PENDING']
    await setVisible(false)
    await pass(60_000)
    expect(server.asked).toHaveLength(1)
    await setVisible(true)
    await pass(100)
    expect(server.asked.slice(1)).toEqual(ASKED)
    expect(toggle().textContent).toBe('1 in progress')
  })

  it('is asked for again once the page is back online', async () => {
    const server = listingServer(
      { PENDING: 'down', PROCESSING: [listed(7)] },
      { 7: encoding('7', 1) },
    )
    show({ fetch: server.fetch })
    await pass(100)
    await setOnline(false)
    delete server.lists['PENDING']
    await pass(60_000)
    expect(server.asked).toHaveLength(1)
    await setOnline(true)
    await pass(100)
    expect(server.asked.slice(1)).toEqual(ASKED)
  })

  it('of which the connection took the rest is asked for anew once the page is back', async () => {
    const server = listingServer({ PROCESSING: [listed(7)] }, { 7: encoding('7', 1) })
    show({
      fetch: (...request) => {
        if (server.asked.length === 0) vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
        return server.fetch(...request)
      },
    })
    await pass(0)
    await setOnline(false)
    await pass(60_000)
    expect(server.asked).toEqual(ASKED.slice(0, 1))
    await setOnline(true)
    await pass(100)
    expect(server.asked.slice(1)).toEqual(ASKED)
    expect(toggle().textContent).toBe('1 in progress')
  })

  it('with a 401 is asked for again once the client resumes', async () => {
    const server = listingServer(
      { PENDING: { status: 401 }, PROCESSING: [listed(7)] },
      { 7: encoding('7', 1) },
    )
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    render(
      <QueryClientProvider client={new QueryClient()}>
        <JobBoxProvider client={client} lang="en" hydrate>
          <JobBox />
        </JobBoxProvider>
      </QueryClientProvider>,
    )
    await pass(60_000)
    expect(server.asked).toHaveLength(1)
    delete server.lists['PENDING']
    client.resume()
    await pass(100)
    expect(toggle().textContent).toBe('1 in progress')
  })

  it('of which parts cannot be read brings the rest', async () => {
    const entries = [
      null,
      7,
      'x',
      {},
      { id: -1, status: 'PROCESSING' },
      { id: '../1', status: 'PROCESSING' },
      { id: 5 },
      listed(6),
    ]
    const server = listingServer({ PROCESSING: entries }, { 6: encoding('6', 1) })
    show({ fetch: server.fetch })
    await pass(100)
    expect(await titles()).toEqual(['6.mp4'])
  })

  it('that comes after a sign-out brings nothing', async () => {
    const server = listingServer({ PROCESSING: [listed(7)] })
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    const store = createJobBoxStore(client)
    render(
      <QueryClientProvider client={new QueryClient()}>
        <JobBoxProvider client={client} store={store} lang="en" hydrate>
          <JobBox />
        </JobBoxProvider>
      </QueryClientProvider>,
    )
    store.clear()
    await pass(1_000)
    expect(server.asked).toEqual(ASKED)
    expect(toggle().textContent).toBe('No jobs')
  })
})
