import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { createJobClient, type JobClient } from '../api/jobClient'
import { createJobBoxStore } from './createJobBoxStore'
import { JobBox } from './JobBox'
import { JobBoxProvider } from './JobBoxProvider'
import { useJobBox } from './JobBoxContext'
import { pass, withFakeTimers } from '../testing/fakeTime'
import {
  done,
  encoding,
  excel,
  failedVideo,
  ready,
  renderBox,
  row,
  scriptedServer,
  toggle,
  video,
} from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

const ended = {
  jobs: [video('3'), video('4'), excel('x'), excel('y')],
  answers: {
    3: ready('3'),
    4: failedVideo('4'),
    x: done('x', { download_url: 'https://files.test/secret', filename: 'secret.xlsx' }),
    y: done('y', {
      created: 2,
      duplicates: [],
      restored: [],
      failed: [{ row: 3, name: '김민수', error: '번호 오류' }],
      total: 3,
    }),
  },
}

const renderBare = (client: JobClient) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <JobBoxProvider client={client}>
        <JobBox />
      </JobBoxProvider>
    </QueryClientProvider>,
  )

/** The page is loaded again: a new cache, a new store, the same storage. */
async function reload(options: Parameters<typeof renderBox>[0] = {}) {
  cleanup()
  const view = await renderBox({ ...ended, jobs: [], ...options })
  fireEvent.click(toggle())
  await pass(0)
  return view
}

describe('after a reload', () => {
  it('jobs that had ended cost no request and are shown as they were', async () => {
    await renderBox(ended)
    const { server } = await reload({ onOpen: () => undefined })
    await pass(60_000)
    expect(server.requests).toEqual([])
    expect(toggle().textContent).toBe('3 done · 1 failed')
    expect(row('Lecture 3.mp4').textContent).toContain('Done · 12 min 34 sec long')
    expect(row('Sheet y.xlsx').textContent).toContain('Done · 2 added · 1 failed')
    expect(row('Sheet x.xlsx').textContent).toContain('Done · File is ready')
    expect(row('Lecture 4.mp4').textContent).toContain('Failed')
  })

  it('nothing opens', async () => {
    await renderBox(ended)
    cleanup()
    await renderBox({ answers: ended.answers })
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
  })

  it('no names of people, reasons or links are left in storage', async () => {
    await renderBox(ended)
    const stored = JSON.stringify(Object.entries(localStorage))
    for (const secret of ['김민수', 'secret', 'master.m3u8', 'damaged']) {
      expect(stored).not.toContain(secret)
    }
  })

  it('jobs in progress are polled on', async () => {
    await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 20) } })
    const { server } = await reload({ answers: { 1: encoding('1', 30) } })
    expect(server.requests).toEqual(['GET /media/videos/1/'])
    expect(row('Lecture 1.mp4').textContent).toContain('30%')
  })

  it.each([
    ['Check again to see why: Lecture 4.mp4', 'The file is damaged.'],
    ['Check again to see which: Sheet y.xlsx', 'Show 1 failure'],
  ])('details come by one request: %s', async (name, detail) => {
    await renderBox(ended)
    const { server } = await reload()
    fireEvent.click(screen.getByRole('button', { name }))
    await pass(5000)
    expect(server.requests).toHaveLength(1)
    expect(screen.getByText(detail)).toBeTruthy()
    expect(screen.queryByRole('button', { name })).toBeNull()
  })

  it('a job that is gone costs no request, says so, and can be checked again', async () => {
    await renderBox({ jobs: [video('5')] })
    await pass(5_000)
    const { server } = await reload()
    await pass(60_000)
    expect(server.requests).toEqual([])
    expect(row('Lecture 5.mp4').textContent).toContain('This job no longer exists.')
    expect(toggle().textContent).toBe('1 to check')

    const again = screen.getByRole('button', { name: 'Check again: Lecture 5.mp4' })
    fireEvent.click(again)
    await pass(100)
    expect(server.requests).toHaveLength(1)
    expect(row('Lecture 5.mp4').textContent).toContain('This job no longer exists.')
    server.answers['5'] = encoding('5', 40)
    fireEvent.click(again)
    await pass(2_500)
    expect(row('Lecture 5.mp4').textContent).toContain('In progress 40%')
  })

  it('a title that the server sent is kept', async () => {
    await renderBox({ jobs: [video('3', '')], answers: { 3: { ...ready('3'), title: '3강.mp4' } } })
    const { server } = await reload()
    expect(row('3강.mp4').textContent).toContain('Done')
    expect(server.requests).toEqual([])
  })

  it('Open asks for the video first', async () => {
    await renderBox(ended)
    const onOpen = vi.fn()
    const { server } = await reload({ onOpen })
    fireEvent.click(screen.getByRole('button', { name: 'Open: Lecture 3.mp4' }))
    await pass(100)
    expect(server.requests).toEqual(['GET /media/videos/3/'])
    expect(onOpen).toHaveBeenCalledTimes(1)
  })

  it('Retry works and is followed to its end', async () => {
    await renderBox(ended)
    const onSettled = vi.fn()
    const { server, store } = await reload({ answers: { ...ended.answers }, onSettled })
    server.replies.push(() => Promise.resolve(new Response('{}', { status: 202 })))
    fireEvent.click(screen.getByRole('button', { name: 'Retry: Lecture 4.mp4' }))
    await pass(100)
    expect(row('Lecture 4.mp4').textContent).toContain('Waiting')
    expect(store.getSnapshot().jobs.find(({ ref }) => ref.id === '4')?.outcome).toBeNull()
    server.answers['4'] = encoding('4', 10)
    await pass(2000)
    server.answers['4'] = ready('4')
    await pass(2500)
    expect(row('Lecture 4.mp4').textContent).toContain('Done')
    expect(onSettled).toHaveBeenCalledTimes(1)
  })

  it('a job that was started again elsewhere is followed once that is seen', async () => {
    await renderBox(ended)
    const { server } = await reload({ answers: { 4: encoding('4', 10) } })
    fireEvent.click(screen.getByRole('button', { name: /^Check again.*Lecture 4/ }))
    await pass(100)
    server.answers['4'] = encoding('4', 40)
    await pass(2500)
    expect(row('Lecture 4.mp4').textContent).toContain('In progress 40%')
  })

  it('a failed Check again says so and keeps what is remembered', async () => {
    await renderBox(ended)
    await reload({ answers: { 4: 'down' } })
    fireEvent.click(screen.getByRole('button', { name: /^Check again.*Lecture 4/ }))
    await pass(100)
    expect(screen.getByRole('alert').textContent).toContain('Could not reach the server.')
    expect(row('Lecture 4.mp4').textContent).toContain('Failed')
  })
})

describe('another tab', () => {
  const four = { kind: 'video', id: '4' } as const

  it('that saw the end of a job first does not keep this one from seeing all of it', async () => {
    const { server, store } = await renderBox({
      jobs: [video('4')],
      answers: { 4: encoding('4', 90) },
    })
    store.record(four, { state: 'failed' })
    server.answers['4'] = failedVideo('4')
    await pass(2500)
    expect(row('Lecture 4.mp4').textContent).toContain('The file is damaged.')
    server.requests.length = 0
    await pass(60_000)
    expect(server.requests).toEqual([])
  })

  it('that had a job retried has it followed here, too', async () => {
    const { server, store } = await renderBox({
      jobs: [video('4')],
      answers: { 4: failedVideo('4') },
    })
    server.answers['4'] = encoding('4', 3)
    store.record(four, null)
    await pass(2500)
    expect(row('Lecture 4.mp4').textContent).toContain('In progress 3%')
  })
})

describe('a job without a title', () => {
  it('goes by its kind and id until the server sends one, which only fills what is empty', async () => {
    const { server, store } = await renderBox({
      jobs: [video('1', ''), excel('x', ''), video('2')],
      answers: {
        1: encoding('1', 5),
        x: { job_id: 'x', status: 'PENDING' },
        2: encoding('2', 5, { title: 'not this' }),
      },
    })
    expect(row('Video 1').textContent).toContain('In progress 5%')
    expect(row('Excel job x').textContent).toContain('Waiting')
    server.answers['1'] = encoding('1', 6, { title: '1강.mp4' })
    await pass(2_500)
    expect(row('1강.mp4').textContent).toContain('In progress 6%')
    expect(row('Lecture 2.mp4')).toBeTruthy()
    store.track(video('1', ''))
    await pass(0)
    expect(row('1강.mp4')).toBeTruthy()
  })
})

describe('the provider', () => {
  it('polls every job once, whether the box is open or not', async () => {
    const jobs = [video('1'), video('2')]
    const answers = { 1: encoding('1', 1), 2: encoding('2', 1) }
    const { server } = await renderBox({ jobs, answers })
    const each = ['GET /media/videos/1/', 'GET /media/videos/2/']
    expect(server.requests.splice(0).sort()).toEqual(each)
    await pass(2000)
    expect(server.requests.splice(0).sort()).toEqual(each)
    fireEvent.click(toggle())
    await pass(2000)
    expect(server.requests.splice(0).sort()).toEqual(each)
  })

  it('tells of each job that ends, once', async () => {
    const onSettled = vi.fn()
    const { server, store } = await renderBox({
      jobs: [video('1')],
      answers: { 1: encoding('1', 99) },
      onSettled,
    })
    expect(onSettled).not.toHaveBeenCalled()
    server.answers['1'] = ready('1')
    await pass(2500)
    fireEvent.click(toggle())
    store.track(video('1', 'renamed'))
    await pass(60_000)
    expect(onSettled).toHaveBeenCalledTimes(1)
    expect(onSettled.mock.calls[0]?.[0]).toMatchObject({ state: 'succeeded' })
  })

  it('shares its store with the components below it', async () => {
    const server = scriptedServer({ 1: encoding('1', 5) })
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    const store = createJobBoxStore(client)
    const seen: unknown[] = []
    const Below = () => {
      seen.push(useJobBox())
      return null
    }
    renderToString(
      <QueryClientProvider client={new QueryClient()}>
        <JobBoxProvider client={client} store={store}>
          <Below />
        </JobBoxProvider>
      </QueryClientProvider>,
    )
    expect(seen).toEqual([store])
    await pass(0)
  })

  it('speaks the language of the page, then of the browser, then Korean', async () => {
    const name = () => {
      const client = createJobClient({ baseUrl: 'http://api.test' })
      const { container } = renderBare(client)
      const label = container.querySelector('section')?.getAttribute('aria-label')
      cleanup()
      return label
    }
    document.documentElement.lang = ''
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-FR', 'en-GB'])
    expect(name()).toBe('Job box')
    document.documentElement.lang = 'ko-KR'
    expect(name()).toBe('작업 박스')
    document.documentElement.lang = 'fr'
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr'])
    expect(name()).toBe('작업 박스')
    document.documentElement.lang = ''
    await pass(0)
  })
})

describe('on a server', () => {
  it('the box is the empty pill, without style attributes, and asks nothing', () => {
    const server = scriptedServer()
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    const store = createJobBoxStore(client)
    store.track(video('1'))
    const html = renderToString(
      <QueryClientProvider client={new QueryClient()}>
        <JobBoxProvider client={client} store={store}>
          <JobBox />
        </JobBoxProvider>
      </QueryClientProvider>,
    )
    expect(html).toContain('작업 없음')
    expect(html).toContain('aria-expanded="false"')
    expect(html).not.toContain('style=')
    expect(server.requests).toEqual([])
  })
})
