import { screen, waitFor, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'
import {
  button,
  eventually,
  openJob,
  openPanel,
  showInspector,
  until,
  withMock,
} from './testInspector'

vi.mock('uplot', async () => ({ default: (await import('./fakeUPlot')).FakeUPlot }))

const mock = withMock()

const pressed = (name: string) => button(name).getAttribute('aria-pressed')

test('Redis down breaks Redis alone, and mends it when pressed again', async () => {
  const { user } = showInspector()
  // From elsewhere, and not seen here yet.
  await mock.backend.setFaults({ db: 'slow' })
  await user.click(button('Redis down'))
  await eventually(() => mock.backend.faults(), { redis: 'down', db: 'slow' })
  await waitFor(() => {
    expect(pressed('Redis down')).toBe('true')
  })
  await user.click(button('Redis down'))
  await eventually(() => mock.backend.faults(), { db: 'slow' })
  await waitFor(() => {
    expect(pressed('Redis down')).toBe('false')
  })
})

test('each button breaks its own thing', async () => {
  const { user } = showInspector()
  await user.click(button('DB down'))
  await user.click(button('API 503'))
  await user.click(button('Pull the socket'))
  await eventually(() => mock.backend.faults(), {
    db: 'down',
    api: { status: 503, retryAfter: 5 },
    push: 'down',
  })
  await screen.findByText('3 broken')
})

test('Pull the socket breaks push, mends it when pressed again, and so does Mend all', async () => {
  await mock.backend.setFaults({ push: 'garbage' })
  const { user } = showInspector()
  await waitFor(() => {
    expect(pressed('Pull the socket')).toBe('mixed')
  })
  for (const mend of ['Pull the socket', 'Mend all']) {
    await user.click(button('Pull the socket'))
    await eventually(() => mock.backend.faults(), { push: 'down' })
    await waitFor(() => {
      expect(pressed('Pull the socket')).toBe('true')
    })
    expect(button('Mend all').title).toBe('push fault')
    await user.click(button(mend))
    await eventually(() => mock.backend.faults(), {})
    await screen.findByText('all well')
  }
})

test('what is broken by half is shown as such, and by what status the API fails', async () => {
  await mock.backend.setFaults({ redis: 'slow', api: { status: 429 } })
  showInspector()
  await screen.findByRole('button', { name: 'API 429', pressed: true })
  expect(pressed('Redis down')).toBe('mixed')
  expect(button('Mend all').title).toBe('Redis slow, API fault')
})

test('Go offline cuts the page and leaves the mock alone', async () => {
  const { user, setOffline } = showInspector()
  await user.click(button('Go offline'))
  expect(setOffline).toHaveBeenLastCalledWith(true)
  expect(pressed('Go offline')).toBe('true')
  await user.click(button('Redis down'))
  await eventually(() => mock.backend.faults(), { redis: 'down' })
})

test('Flush Redis empties it and says how much it held', async () => {
  await mock.backend.startVideo({ seconds: 600 })
  await mock.backend.advance(60_000)
  const { user } = showInspector()
  await user.click(button('Flush Redis'))
  await screen.findByRole('button', { name: 'flushed 2 keys' })
  expect(screen.getByRole('status').textContent).toBe('flushed 2 keys')
  await until(async () => {
    expect(await mock.backend.redis.list()).toEqual([])
  })
})

test('Mend all ends the faults of the mock, of jobs and of the page', async () => {
  const { id } = await mock.backend.startVideo({ seconds: 60 })
  await mock.backend.advance(30_000)
  await mock.backend.setJobFaults('video', id, { crash: true })
  await mock.backend.setFaults({ redis: 'down', db: 'slow', api: { latencyMs: 5 } })
  const { user, setOffline } = showInspector()
  await user.click(button('Go offline'))
  await screen.findByText('4 broken')
  await user.click(button('Mend all'))
  await screen.findByText('all well')
  expect(setOffline).toHaveBeenLastCalledWith(false)
  await screen.findByText('All mended')
  expect(await mock.backend.faults()).toEqual({})
  await mock.backend.advance(60_000)
  expect((await mock.backend.jobs())[0]?.status).toBe('READY')
})

test('faults of jobs count as broken, after a reload too', async () => {
  await mock.backend.startVideo({ title: 'Lecture', seconds: 600 })
  const { user, unmount } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  const job = await openJob(user, panel, 'Lecture')
  await user.click(await job.findByRole('checkbox', { name: /Stall/ }))
  await screen.findByText('1 broken')
  unmount()
  sessionStorage.clear()
  showInspector()
  await screen.findByText('1 broken')
  expect(button('Mend all').title).toBe('faults of 1 job')
})

test('faults of a job that is gone count no more', async () => {
  await mock.backend.startVideo({ title: 'Lecture', seconds: 600 })
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  const job = await openJob(user, panel, 'Lecture')
  await user.click(await job.findByRole('checkbox', { name: /Stall/ }))
  await screen.findByText('1 broken')
  await mock.backend.reset()
  await screen.findByText('all well', undefined, { timeout: 3000 })
})

test(
  'a mock that does not answer is told in one sentence, until it does',
  { timeout: 15_000 },
  async () => {
    const { user } = showInspector()
    await screen.findByText('all well')
    mock.server.use(http.all('*', () => HttpResponse.error()))
    await user.click(button('DB down'))
    await screen.findByText('The mock does not answer. Make sure that it runs, and press again.')
    expect(screen.getAllByRole('alert')).toHaveLength(1)
    await screen.findByText('no answer')
    expect(pressed('DB down')).toBe('false')

    mock.server.resetHandlers()
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull(), { timeout: 8_000 })
    await user.click(button('DB down'))
    await screen.findByRole('button', { name: 'DB down', pressed: true })
    expect(screen.queryByRole('alert')).toBeNull()
  },
)

test('closed it asks for nothing but the faults', async () => {
  const asked: string[] = []
  mock.server.events.on('request:start', ({ request }) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
  })
  showInspector()
  await screen.findByText('all well')
  expect(new Set(asked)).toEqual(new Set(['GET /__mock__/faults']))
})

test('the bar is one stop of the Tab key, and the arrows move in it', async () => {
  const { user } = showInspector()
  await user.tab()
  expect(document.activeElement).toBe(button('Redis down'))
  await user.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(button('DB down'))
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  expect(document.activeElement).toBe(button('Inspector'))
  await user.keyboard('{Home}')
  expect(document.activeElement).toBe(button('Redis down'))
  await user.tab()
  expect(document.activeElement).toBe(button('of the page'))
})

test('the panel opens from the bar, and Esc closes it and gives the focus back', async () => {
  const { user } = showInspector()
  expect(screen.queryByRole('region', { name: 'Inspector' })).toBeNull()
  const panel = await openPanel(user, 'Jobs')
  expect(button('Inspector').getAttribute('aria-expanded')).toBe('true')
  await user.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(panel.getByRole('tab', { name: 'Controls', selected: true }))
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('region', { name: 'Inspector' })).toBeNull()
  expect(document.activeElement).toBe(button('Inspector'))
})

test('it is open after a reload if it was, with the same tab', async () => {
  const { user, unmount } = showInspector()
  await openPanel(user, 'Controls')
  unmount()
  showInspector()
  const panel = await screen.findByRole('region', { name: 'Inspector' })
  await within(panel).findByRole('tab', { name: 'Controls', selected: true })
})

test('it speaks Korean', async () => {
  const { user } = showInspector('ko')
  expect(screen.getByRole('toolbar', { name: '고장 내기' })).toBeDefined()
  await user.click(button('Redis 중단'))
  await screen.findByText('고장 1')
})
