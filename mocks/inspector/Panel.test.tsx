import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { PUSH_FAULTS } from '../backend/inputs'
import { beforeEach, expect, test, vi } from 'vitest'
import { charts } from './fakeUPlot'
import { eventually, openJob, openPanel, showInspector, until, withMock } from './testInspector'

vi.mock('uplot', async () => ({ default: (await import('./fakeUPlot')).FakeUPlot }))

const mock = withMock()
beforeEach(() => {
  charts.length = 0
})

type Panel = Awaited<ReturnType<typeof openPanel>>
const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent)

/** Asks for a status as the page does. */
async function ask(path: string, tenant = 'academy') {
  await fetch(`http://mock.test${path}`, { headers: { 'X-Tenant-Code': tenant } })
}

test('the load is shown in figures and as a plot, and the totals start anew', async () => {
  await mock.backend.startVideo({ id: 42, seconds: 600 })
  await mock.backend.advance(60_000)
  await mock.backend.redis.flush()
  await mock.backend.resetMetrics()
  for (let i = 0; i < 4; i++) await ask('/media/videos/42/')
  await mock.backend.advance(5_000)
  const { user } = showInspector()
  const panel = await openPanel(user, 'Requests')
  const row = await panel.findByRole('row', { name: /SELECTs/ })
  await waitFor(() => {
    expect(cells(row)).toEqual(['0.4', '4'])
  })
  expect(panel.getByRole('img', { name: /SELECTs 0\.4$/ })).toBeDefined()
  const [, , , selects] = charts.at(-1)?.data ?? []
  expect(Math.max(...((selects ?? []) as number[]))).toBe(2)

  await user.click(panel.getByRole('button', { name: 'Totals to 0' }))
  await waitFor(() => {
    expect(cells(row)[1]).toBe('0')
  })
})

test('sockets and what is pushed to them are shown beside the load', async () => {
  await mock.backend.startVideo({ id: 42, seconds: 600 })
  const { user } = showInspector()
  const panel = await openPanel(user, 'Requests')
  await panel.findByRole('row', { name: /sockets: 0/ })
  const ignore = () => undefined
  const socket = mock.backend.connect({ tenant: null, send: ignore, drop: ignore })
  socket.receive('{"type":"subscribe","jobs":[{"kind":"video","id":"42"}]}')
  await mock.backend.advance(300_000)
  const row = await panel.findByRole('row', { name: /sockets: 1/ })
  const { messages } = (await mock.backend.metrics()).push
  expect(messages).toBeGreaterThan(30)
  await waitFor(() => {
    expect(Number(cells(row)[1])).toBeGreaterThanOrEqual(messages)
  })
  expect(Number(cells(row)[0])).toBeGreaterThan(0)
  socket.close()
  await panel.findByRole('row', { name: /sockets: 0/ }, { timeout: 3000 })
})

test('the plot shows two minutes, or ten', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Requests')
  await until(async () => {
    expect(charts.at(-1)?.data[0].at(0)).toBe(-120)
    await Promise.resolve()
  })
  await user.click(panel.getByRole('radio', { name: '10 min' }))
  expect(charts.at(-1)?.data[0].at(0)).toBeLessThanOrEqual(-580)
})

const logRows = (panel: Panel) => panel.getAllByRole('row').filter((row) => row.dataset['source'])

test('the log tells of each request, newest first, whatever was broken', async () => {
  await mock.backend.startVideo({ id: 42, title: 'Lecture', seconds: 600 })
  await ask('/media/videos/42/')
  await mock.backend.advance(1_000)
  await mock.backend.setFaults({ redis: 'down' })
  await ask('/media/videos/42/')
  await mock.backend.advance(1_000)
  await ask('/api/v1/jobs/ghost/', 'north')
  const { user } = showInspector()
  const panel = await openPanel(user, 'Requests')
  await panel.findAllByText('Lecture')
  expect(logRows(panel).map((row) => cells(row).slice(1, 4).join(' | '))).toEqual([
    'Job ghost north | 404 |  Failed',
    'Video 42Lecture | 200 |  DB',
    'Video 42Lecture | 200 |  Redis',
  ])
  await user.click(panel.getByRole('radio', { name: 'DB' }))
  expect(logRows(panel)).toHaveLength(1)
  await user.click(panel.getByRole('radio', { name: 'Cache' }))
  expect(panel.getByText('No request from this source.')).toBeDefined()
})

test('whoever has scrolled down the log is not moved by what is new', async () => {
  await mock.backend.startVideo({ id: 42, seconds: 600 })
  await ask('/media/videos/42/')
  const { user } = showInspector()
  const panel = await openPanel(user, 'Requests')
  await waitFor(() => {
    expect(logRows(panel)).toHaveLength(1)
  })
  const scroller = panel.getByRole('region', { name: 'The last status requests, newest first' })
  scroller.scrollTop = 40
  fireEvent.scroll(scroller)
  await mock.backend.advance(1_000)
  await ask('/media/videos/42/')
  const newer = await panel.findByRole('button', { name: /1 newer/ }, { timeout: 3000 })
  expect(logRows(panel)).toHaveLength(1)
  const scrollTo = vi.fn()
  scroller.scrollTo = scrollTo
  await user.click(newer)
  expect(logRows(panel)).toHaveLength(2)
  expect(scrollTo).toHaveBeenCalledWith({ top: 0 })
})

test('a job shows its row and its keys, whose time runs with the mock’s', async () => {
  await mock.backend.startVideo({ id: 42, title: 'Lecture', tenant: 'north', seconds: 600 })
  await mock.backend.setSpeed(0)
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  const job = await openJob(user, panel, 'Lecture')
  expect(job.getByText('north', { selector: 'span' }).dataset['foreign']).toBe('true')
  const keys = await job.findByRole('table', { name: 'Redis keys' })
  expect(within(keys).getByText('7,200 s')).toBeDefined()
  const row = job.getByRole('table', { name: 'Row in video' })
  expect(within(row).getByRole('row', { name: 'status UPLOADED' })).toBeDefined()

  await user.click(panel.getByRole('tab', { name: 'Controls' }))
  // Before the worker starts, and so before it writes again.
  await user.click(await panel.findByRole('radio', { name: '×1' }))
  await eventually(async () => (await mock.backend.clock()).speed, 1)
  await user.click(panel.getByRole('tab', { name: 'Jobs' }))
  await openJob(user, panel, 'Lecture')
  await panel.findByText(/^7,19[0-9] s$/, undefined, { timeout: 4000 })
})

test('Redis and the row at odds are marked', async () => {
  await mock.backend.startVideo({ id: 42, title: 'Lecture', seconds: 60 })
  await mock.backend.setJobFaults('video', '42', { loseRedisWrite: true })
  await mock.backend.advance(70_000)
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  await panel.findByText('Drift: Redis says PROCESSING, the row READY')
})

test('a fault of one job is set, and shown on it', async () => {
  await mock.backend.startVideo({ id: 42, title: 'Lecture', seconds: 60 })
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  const job = await openJob(user, panel, 'Lecture')
  await user.click(await job.findByRole('checkbox', { name: /Crash/ }))
  await job.findByText('Crash', { selector: '.mi-broken' })
  await mock.backend.advance(600_000)
  expect((await mock.backend.jobs())[0]?.status).not.toBe('READY')

  await user.click(job.getByRole('checkbox', { name: /Crash/ }))
  await waitFor(() => {
    expect(job.queryByText('Crash', { selector: '.mi-broken' })).toBeNull()
  })
  await mock.backend.advance(600_000)
  expect((await mock.backend.jobs())[0]?.status).toBe('READY')
})

test('one key is dropped, or all of a job', async () => {
  await mock.backend.startVideo({ id: 42, title: 'Lecture', seconds: 600 })
  await mock.backend.startVideo({ id: 43, title: 'Other', seconds: 600 })
  await mock.backend.advance(60_000)
  await mock.backend.setSpeed(0)
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  const job = await openJob(user, panel, 'Lecture')
  const held = async () => (await mock.backend.redis.list()).map(({ key }) => key)
  await user.click(await job.findByRole('button', { name: 'Drop video:42:status' }))
  await eventually(held, ['job:video:42:progress', 'job:video:43:progress', 'video:43:status'])
  const other = await openJob(user, panel, 'Other')
  await user.click(await other.findByRole('button', { name: 'Drop all keys' }))
  await eventually(held, ['job:video:42:progress'])
})

test('of many jobs the newest are listed, and the others found', async () => {
  for (let n = 1; n <= 25; n++) await mock.backend.startVideo({ id: n, title: `Lecture ${n}.mp4` })
  const { user } = showInspector()
  const panel = await openPanel(user, 'Jobs')
  await panel.findByText('20 of 25')
  expect(panel.queryByText('Lecture 3.mp4')).toBeNull()
  await user.type(panel.getByRole('searchbox', { name: 'Find jobs' }), 'lecture 3.')
  expect(panel.getAllByRole('listitem')).toHaveLength(1)
  expect(panel.getByText('Lecture 3.mp4')).toBeDefined()
})

test('a strategy is chosen', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  await panel.findByRole('radio', { name: /^redis-first /, checked: true })
  await user.click(panel.getByRole('radio', { name: /^cache/ }))
  await eventually(() => mock.backend.strategy(), { read: 'cache' })
  await panel.findByText('cache', { selector: 'b' })
})

test('time runs as fast as told, and jumps', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  await user.click(panel.getByRole('radio', { name: 'stopped' }))
  await eventually(async () => (await mock.backend.clock()).speed, 0)
  const { now } = await mock.backend.clock()
  await user.click(panel.getByRole('button', { name: '1\u00a0h' }))
  await eventually(async () => (await mock.backend.clock()).now, now + 3_600_000)

  const field = await panel.findByDisplayValue('0')
  await user.clear(field)
  await user.type(field, '2.5{Enter}')
  await eventually(async () => (await mock.backend.clock()).speed, 2.5)
})

test('what the server refuses is shown beside the field, in its words', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  const field = await panel.findByRole('textbox', { name: 'Another speed (×)' })
  await panel.findByDisplayValue('1')
  await user.clear(field)
  await user.type(panel.getByRole('textbox', { name: 'Another speed (×)' }), 'fast{Enter}')
  const alert = await panel.findByRole('alert')
  expect(alert.textContent).toBe('speed must be a number from 0 to 10000')
  expect(field.getAttribute('aria-describedby')).toBe(alert.id)
  expect((await mock.backend.clock()).speed).toBe(1)
})

test('faults are set one by one, and leave the others as they are', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  const redis = await panel.findByRole('group', { name: 'Redis' })
  await mock.backend.setFaults({ push: 'down' })
  await user.click(within(redis).getByRole('radio', { name: 'Slow' }))
  await eventually(() => mock.backend.faults(), { push: 'down', redis: 'slow' })

  const api = within(panel.getByRole('form', { name: 'Status API' }))
  await user.type(api.getByRole('textbox', { name: 'Status code' }), '429')
  await user.type(
    api.getByRole('textbox', { name: /^Retry-After/ }),
    'Wed, 21 Oct 2026 07:28:00 GMT',
  )
  await user.type(api.getByRole('textbox', { name: /^Failure rate/ }), '0.5')
  await user.click(api.getByRole('checkbox', { name: 'Answer in HTML' }))
  await user.click(api.getByRole('button', { name: 'Apply' }))
  await eventually(() => mock.backend.faults(), {
    push: 'down',
    redis: 'slow',
    api: {
      status: 429,
      retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT',
      failureRate: 0.5,
      malformed: true,
    },
  })
})

test('each fault of push can be chosen', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  const push = await panel.findByRole('combobox', { name: 'Push' })
  expect(within(push).getAllByRole('option')).toHaveLength(PUSH_FAULTS.length)
  for (const fault of PUSH_FAULTS.toReversed()) {
    await user.selectOptions(push, fault)
    await eventually(() => mock.backend.faults(), { push: fault })
    await waitFor(() => {
      expect((push as HTMLSelectElement).value).toBe(fault)
    })
  }
  await screen.findByText('all well')
})

test('a refused API fault changes nothing and says why', async () => {
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  const api = within(await panel.findByRole('form', { name: 'Status API' }))
  await user.type(api.getByRole('textbox', { name: 'Status code' }), '200{Enter}')
  const alert = await api.findByRole('alert')
  expect(alert.textContent).toBe('api.status must be an integer from 400 to 599')
  expect(await mock.backend.faults()).toEqual({})
})

test('a reset is asked for twice, and ends everything', async () => {
  await mock.backend.startVideo({ seconds: 60 })
  await mock.backend.setFaults({ db: 'down' })
  const { user } = showInspector()
  const panel = await openPanel(user, 'Controls')
  await user.click(await panel.findByRole('button', { name: 'Reset everything' }))
  expect(document.activeElement).toBe(panel.getByRole('button', { name: 'Keep' }))
  await user.keyboard('{Enter}')
  expect(document.activeElement).toBe(panel.getByRole('button', { name: 'Reset everything' }))
  expect(await mock.backend.jobs()).toHaveLength(1)

  await user.keyboard('{Enter}')
  await user.click(panel.getByRole('button', { name: 'Reset' }))
  await eventually(() => mock.backend.jobs(), [])
  await screen.findByText('all well')
})
