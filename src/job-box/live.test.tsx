import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline } from '../testing/page'
import { encoding, ready, renderBox, toggle, video } from '../testing/renderBox'
import { scriptedSockets } from '../testing/scriptedSockets'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import '../poller/joinPush'

withFakeTimers()

/** Two jobs in progress and one that has ended, told of by a socket but for those that are not to be. */
async function renderLive(unknown: string[] = []) {
  const sockets = scriptedSockets()
  const jobs = [video('1'), video('2'), video('3')]
  const answers = { 1: encoding('1', 10), 2: encoding('2', 20), 3: ready('3') }
  for (const id of ['1', '2'] as const) {
    if (!unknown.includes(id)) sockets.states.set(`video:${id}`, { version: 1, body: answers[id] })
  }
  const box = await renderBox({ jobs, answers })
  await pass(500)
  return { ...box, sockets }
}
const word = () => screen.queryByText('Live')

it('says that it is live while a socket tells of all that is in progress, and the toggle does not', async () => {
  const { sockets, server } = await renderLive()
  expect(word()).not.toBeNull()
  expect(toggle().textContent).toBe('2 in progress')
  sockets.change('video:1', 2, encoding('1', 55))
  await pass(100)
  expect(screen.getByRole('progressbar', { name: 'Lecture 1.mp4' }).ariaValueNow).toBe('55')
  Object.assign(server.answers, { 1: ready('1'), 2: ready('2') })
  sockets.change('video:1', 3, ready('1'))
  sockets.change('video:2', 3, ready('2'))
  await pass(100)
  expect(word()).toBeNull()
})

it('does not say so while it asks for one of them', async () => {
  await renderLive(['2'])
  expect(word()).toBeNull()
})

it('no longer says so once the socket is lost, and nothing else changes', async () => {
  const { sockets, server } = await renderLive()
  const rows = () => screen.getAllByRole('listitem').map((item) => item.textContent)
  const before = rows()
  sockets.mode = 'refuses'
  sockets.drop()
  await pass(0)
  expect(word()).toBeNull()
  server.requests.length = 0
  await pass(10_000)
  expect(server.requests.length).toBeGreaterThan(6)
  expect(rows()).toEqual(before)
  sockets.mode = 'up'
  await pass(60_000)
  expect(word()).not.toBeNull()
})

it('does not say so while offline', async () => {
  await renderLive()
  await setOnline(false)
  expect(word()).toBeNull()
  await setOnline(true)
  await pass(500)
  expect(word()).not.toBeNull()
})

it('is silent about it when folded', async () => {
  const { store } = await renderLive()
  store.setOpen(false)
  await pass(500)
  expect(word()).toBeNull()
})
