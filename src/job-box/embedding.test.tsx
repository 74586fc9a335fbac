import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createJobClient, type JobClient } from '../api/jobClient'
import { pass, withFakeTimers } from '../testing/fakeTime'
import {
  encoding,
  ready,
  row,
  scriptedServer,
  toggle,
  video,
  type Answer,
} from '../testing/renderBox'
import { createJobBoxStore, type JobBoxStore } from './createJobBoxStore'
import { JobBox } from './JobBox'
import { JobBoxProvider, JobBoxProviderIn } from './JobBoxProvider'
import { ko } from './words/ko'

beforeAll(() => import('./announce'))
withFakeTimers(Date.UTC(2025, 6, 1))

/** A client of one user, at a server of its own. */
function userOf(scope: string, answers: Record<string, Answer>) {
  const server = scriptedServer(answers)
  const options = { baseUrl: 'http://api.test', tenant: 'academy', scope }
  return { server, client: createJobClient({ ...options, fetch: server.fetch }) }
}

const queryClient = () => new QueryClient()

function Page(props: {
  client: JobClient
  store?: JobBoxStore
  cache: QueryClient
  boxes?: number
  onSettled?: () => void
}) {
  const { client, store, cache, boxes = 1, onSettled } = props
  return (
    <QueryClientProvider client={cache}>
      <JobBoxProvider
        client={client}
        lang="en"
        {...(store && { store })}
        {...(onSettled && { onSettled })}
      >
        {Array.from({ length: boxes }, (_, index) => (
          <JobBox key={index} />
        ))}
      </JobBoxProvider>
    </QueryClientProvider>
  )
}

describe('a store', () => {
  it('takes jobs from outside React, before the box is mounted and after', async () => {
    const { client, server } = userOf('a', { 1: encoding('1', 10), 2: encoding('2', 20) })
    const store = createJobBoxStore(client)
    store.track(video('1'))
    expect(server.requests).toEqual([])
    render(<Page client={client} store={store} cache={queryClient()} />)
    await pass(200)
    expect(row('Lecture 1.mp4').textContent).toContain('10%')
    store.track(video('2'))
    await pass(200)
    expect(row('Lecture 2.mp4').textContent).toContain('20%')
    expect(toggle().getAttribute('aria-expanded')).toBe('true')
  })

  it('of another user is not shown', async () => {
    const [a, b] = [userOf('a', {}), userOf('b', {})]
    const store = createJobBoxStore(a.client)
    store.track(video('1'))
    render(<Page client={b.client} store={store} cache={queryClient()} />)
    await pass(5_000)
    expect(toggle().textContent).toBe('No jobs')
    expect([...a.server.requests, ...b.server.requests]).toEqual([])
  })
})

describe('a storage', () => {
  const deny = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  it.each([
    ['that is blocked', () => vi.spyOn(window, 'localStorage', 'get').mockImplementation(deny)],
    ['that is full', () => vi.spyOn(Storage.prototype, 'setItem').mockImplementation(deny)],
    [
      'that holds rubbish',
      (key: string) => {
        localStorage.setItem(key, '{"version":1,"jobs":[7')
      },
    ],
  ])('%s leaves the box at work', async (_, spoil) => {
    const { client, server } = userOf('a', { 1: encoding('1', 10) })
    spoil(createJobBoxStore(client).key)
    const store = createJobBoxStore(client)
    render(<Page client={client} store={store} cache={queryClient()} />)
    await pass(1)
    act(() => store.track(video('1')))
    await pass(3_000)
    expect(row('Lecture 1.mp4').textContent).toContain('10%')
    server.answers['1'] = ready('1')
    await pass(10_000)
    expect(row('Lecture 1.mp4').textContent).toContain('Done')
    expect(screen.getByRole('status').textContent).toBe('“Lecture 1.mp4” is done')
    fireEvent.click(screen.getByRole('button', { name: 'Clear finished' }))
    expect(screen.getByText('Nothing here yet')).toBeTruthy()
  })
})

describe('when the user changes', () => {
  /** What the page has said in words at each change of it. */
  function watch() {
    const frames: string[] = []
    const observer = new MutationObserver(() => {
      frames.push(document.body.innerHTML)
    })
    const everything = { childList: true, characterData: true, attributes: true, subtree: true }
    observer.observe(document.body, everything)
    return frames
  }

  it('nothing of the one before is shown, said, polled or reported any more', async () => {
    const a = userOf('a', { 1: encoding('1', 10), 2: encoding('2', 20), 3: ready('3') })
    const b = userOf('b', { 1: encoding('1', 70) })
    const before = createJobBoxStore(a.client)
    for (const id of ['1', '2', '3']) before.track(video(id, `secret ${id}`))
    createJobBoxStore(b.client).track(video('1', 'mine'))
    const cache = queryClient()
    const onSettled = vi.fn()
    const { rerender } = render(
      <Page client={a.client} store={before} cache={cache} onSettled={onSettled} />,
    )
    await pass(3_000)
    // Everything that can stand: an announcement to come, a dialog, a removal to undo.
    act(() => before.track(video('4', 'secret 4')))
    fireEvent.click(screen.getByRole('button', { name: 'Remove: secret 2' }))
    const dialogs = HTMLDialogElement.prototype
    dialogs.showModal = function () {
      this.open = true
    }
    fireEvent.click(screen.getByRole('button', { name: 'Stop: secret 1' }))
    await pass(1_500)
    expect(screen.getByRole('status').textContent).toContain('secret 4')
    expect(screen.getByRole('dialog').textContent).toContain('secret 1')
    const settled = onSettled.mock.calls.length

    const frames = watch()
    const asked = a.server.requests.length
    rerender(<Page client={b.client} cache={cache} onSettled={onSettled} />)
    expect(document.body.innerHTML).not.toContain('secret')
    expect(document.querySelector('dialog')).toBeNull()
    await pass(5_000)
    fireEvent.click(toggle())
    await pass(60_000)
    expect(frames.length).toBeGreaterThan(0)
    expect(frames.filter((html) => html.includes('secret'))).toEqual([])
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
    expect(row('mine').textContent).toContain('70%')
    expect(a.server.requests).toHaveLength(asked)
    expect(onSettled).toHaveBeenCalledTimes(settled)
    expect(before.getSnapshot().jobs.map(({ title }) => title)).toContain('secret 1')
  })

  it('and comes back, the list is as it was', async () => {
    const [a, b] = [userOf('a', { 1: encoding('1', 10) }), userOf('b', {})]
    createJobBoxStore(a.client).track(video('1'))
    const cache = queryClient()
    const { rerender } = render(<Page client={a.client} cache={cache} />)
    await pass(200)
    expect(toggle().textContent).toBe('1 in progress')
    rerender(<Page client={b.client} cache={cache} />)
    expect(toggle().textContent).toBe('No jobs')
    rerender(<Page client={a.client} cache={cache} />)
    expect(toggle().textContent).toBe('1 in progress')
    await pass(200)
  })
})

describe('two boxes on one page', () => {
  it('show one list, have names that differ, and one of them speaks', async () => {
    const { client, server } = userOf('a', { 1: encoding('1', 10) })
    const store = createJobBoxStore(client)
    const cache = queryClient()
    const { rerender } = render(<Page client={client} store={store} cache={cache} boxes={2} />)
    await pass(1)
    act(() => store.track(video('1')))
    await pass(3_000)
    const boxes = ['Job box', 'Job box 2'].map((name) => screen.getByRole('region', { name }))
    expect(boxes.map((box) => within(box).getAllByRole('listitem').length)).toEqual([1, 1])
    const said = () => screen.getAllByRole('status').map(({ textContent }) => textContent)
    expect(said()).toEqual(['“Lecture 1.mp4” started', ''])
    expect(server.requests).toHaveLength(2)

    rerender(<Page client={client} store={store} cache={cache} boxes={0} />)
    rerender(<Page client={client} store={store} cache={cache} boxes={1} />)
    expect(screen.getAllByRole('region', { name: 'Job box' })).toHaveLength(1)
    server.answers['1'] = ready('1')
    await pass(5_000)
    expect(said()).toEqual(['“Lecture 1.mp4” is done'])
  })
})

describe('one language', () => {
  it('can be given as words', async () => {
    const { client } = userOf('a', {})
    render(
      <QueryClientProvider client={queryClient()}>
        <JobBoxProviderIn client={client} words={ko}>
          <JobBox />
        </JobBoxProviderIn>
      </QueryClientProvider>,
    )
    expect(screen.getByRole('region', { name: '작업 박스' }).lang).toBe('ko')
    await pass(0)
  })
})

describe('a page from a server', () => {
  it('is hydrated as it is, and then shows the list', async () => {
    const { client, server } = userOf('a', { 1: encoding('1', 45) })
    const store = createJobBoxStore(client)
    store.track(video('1'))
    store.setOpen(false)
    const page = <Page client={client} store={store} cache={queryClient()} />
    const host = document.createElement('div')
    host.innerHTML = renderToString(page)
    document.body.append(host)
    expect(toggle().textContent).toBe('No jobs')
    const onRecoverableError = vi.fn()
    render(page, { container: host, hydrate: true, onRecoverableError })
    await pass(200)
    expect(onRecoverableError).not.toHaveBeenCalled()
    expect(toggle().textContent).toBe('1 in progress')
    expect(server.requests).toEqual(['GET /media/videos/1/'])
    fireEvent.click(toggle())
    expect(row('Lecture 1.mp4').textContent).toContain('45%')
  })
})
