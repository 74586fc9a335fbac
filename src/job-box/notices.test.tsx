import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createJobClient } from '../api/jobClient'
import { fakeNotifications } from '../testing/fakeNotifications'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import {
  done,
  encoding,
  excel,
  failedVideo,
  ready,
  renderBox,
  toggle,
  video,
} from '../testing/renderBox'
import { createJobBoxStore } from './createJobBoxStore'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import './markTitle'
import './openNotices'

withFakeTimers(Date.UTC(2025, 6, 1))
beforeEach(() => {
  document.title = 'Academy'
})
afterEach(leave)

async function leave() {
  await setVisible(true)
  cleanup()
  await pass(0)
}

const KEY = 'worker-job-box:["http://api.test",null,null]'
/** Long enough for a hidden page to see an end and tell of it. What it loads for that takes a turn. */
async function waitHidden() {
  await pass(30_000)
  for (let turn = 0; turn < 5; turn++) await pass(1_100)
}
const twoVideos = () => ({
  jobs: [video('1'), video('2')],
  answers: { 1: encoding('1', 90), 2: encoding('2', 90) },
})

describe('the title of a hidden page', () => {
  it('is marked when a job ends, until the page is shown', async () => {
    const { server } = await renderBox(twoVideos())
    await setVisible(false)
    await waitHidden()
    expect(document.title).toBe('Academy')
    server.answers['1'] = ready('1')
    await waitHidden()
    server.answers['2'] = failedVideo('2')
    await waitHidden()
    expect(document.title).toBe('✓ Academy')
    await setVisible(true)
    expect(document.title).toBe('Academy')
  })

  it('stays the app’s own: a new one is marked, too, and never replaced by an old one', async () => {
    const { server } = await renderBox(twoVideos())
    await setVisible(false)
    server.answers['1'] = ready('1')
    await waitHidden()
    document.title = 'Lectures'
    await pass(1_100)
    expect(document.title).toBe('✓ Lectures')
    document.title = '(3) ✓ Lectures'
    await pass(5_000)
    expect(document.title).toBe('(3) ✓ Lectures')
    await setVisible(true)
    expect(document.title).toBe('(3) Lectures')
    document.title = 'Students'
    await pass(5_000)
    expect(document.title).toBe('Students')
  })

  it('is left alone when a job ends before the eyes of the person, or had ended', async () => {
    const { server } = await renderBox(twoVideos())
    server.answers['1'] = ready('1')
    await pass(5_000)
    await setVisible(false)
    await setVisible(true)
    cleanup()
    await setVisible(false)
    await renderBox({ answers: { 2: encoding('2', 95) } })
    await waitHidden()
    expect(document.title).toBe('Academy')
  })
})

it('there is no switch where the browser shows no notifications', async () => {
  await renderBox(twoVideos())
  expect(screen.queryByRole('switch')).toBeNull()
})

describe('notifications', () => {
  let browser: ReturnType<typeof fakeNotifications>
  beforeEach(() => {
    browser = fakeNotifications()
  })
  afterEach(async () => {
    await leave()
    browser.restore()
  })
  const button = () => screen.getByRole('switch', { name: /^Notify me when jobs end/ })
  const isOn = () => button().getAttribute('aria-checked')
  async function press() {
    // Sooner it was meant for the pill.
    await pass(500)
    fireEvent.click(button())
    await pass(100)
  }
  /** A page with the switch on, which is then hidden. */
  async function hiddenPage(options: Parameters<typeof renderBox>[0] = twoVideos()) {
    const view = await renderBox(options)
    await press()
    await setVisible(false)
    return view
  }

  it('are asked for by a press, and by nothing else; the choice survives a reload', async () => {
    const { server } = await renderBox(twoVideos())
    server.answers['1'] = ready('1')
    await setVisible(false)
    await waitHidden()
    await setVisible(true)
    expect(isOn()).toBe('false')
    expect([browser.asked, browser.shown]).toEqual([0, []])

    await press()
    expect([browser.asked, isOn()]).toEqual([1, 'true'])
    cleanup()
    await renderBox()
    fireEvent.click(toggle())
    await pass(0)
    expect([browser.asked, isOn()]).toEqual([1, 'true'])
    await press()
    expect([browser.asked, isOn()]).toEqual([1, 'false'])
    await press()
    expect([browser.asked, isOn()]).toEqual([1, 'true'])
  })

  it('are not asked for by the second press of two that were meant for the pill', async () => {
    await renderBox(twoVideos())
    fireEvent.click(toggle())
    fireEvent.click(toggle())
    fireEvent.click(button())
    await pass(500)
    expect([browser.asked, isOn()]).toEqual([0, 'false'])
  })

  it('that the person refuses are not asked for again, and the box says why there are none', async () => {
    browser.answer = 'denied'
    await renderBox(twoVideos())
    await press()
    expect(isOn()).toBe('false')
    expect(button().textContent).toContain('Notifications are blocked in your browser’s settings.')
    await press()
    expect([browser.asked, isOn()]).toEqual([1, 'false'])
  })

  it('can be asked for again where the person has not decided', async () => {
    browser.answer = 'default'
    await renderBox(twoVideos())
    await press()
    expect([isOn(), button().textContent]).toEqual(['false', 'Notify me when jobs end'])
    browser.answer = 'granted'
    await press()
    expect([browser.asked, isOn()]).toEqual([2, 'true'])
  })

  it('say what came of a job, silently, and bring the person back by a click', async () => {
    const { server, store } = await hiddenPage()
    store.setOpen(false)
    const focus = vi.spyOn(window, 'focus').mockImplementation(() => undefined)
    server.answers['1'] = ready('1')
    await waitHidden()
    expect(browser.shown).toMatchObject([
      {
        title: 'Lecture 1.mp4',
        options: { body: 'Done · 12 min 34 sec long', tag: `${KEY} video:1`, silent: true },
      },
    ])
    server.answers['2'] = failedVideo('2')
    await waitHidden()
    expect(browser.shown[1]).toMatchObject({
      title: 'Lecture 2.mp4',
      options: { body: 'Failed · The file is damaged.', tag: `${KEY} video:2` },
    })
    browser.shown[1]?.onclick?.()
    expect(focus).toHaveBeenCalledTimes(1)
    expect(store.getSnapshot().open).toBe(true)
    await setVisible(true)
    expect(browser.shown.every(({ isClosed }) => isClosed)).toBe(true)
  })

  it('tell of jobs that end together at once', async () => {
    const { server } = await hiddenPage({
      jobs: [video('1'), video('2'), excel('x')],
      answers: { 1: encoding('1', 9), 2: encoding('2', 9), x: { job_id: 'x', status: 'PENDING' } },
    })
    Object.assign(server.answers, { 1: ready('1'), 2: failedVideo('2') })
    server.answers['x'] = done('x', { created: 0, failed: [{ row: 1, name: '' }], total: 1 })
    await waitHidden()
    expect(browser.shown).toMatchObject([
      { title: '3 jobs have ended', options: { body: '1 done · 2 failed' } },
    ])
  })

  it('are not shown to a person who sees the page, or who has switched them off', async () => {
    const { server } = await hiddenPage()
    await setVisible(true)
    server.answers['1'] = ready('1')
    await pass(5_000)
    await press()
    await setVisible(false)
    server.answers['2'] = ready('2')
    await waitHidden()
    expect(browser.shown).toEqual([])
    expect(document.title).toBe('✓ Academy')
  })

  it('are not shown once the person is back before they are', async () => {
    const { server } = await hiddenPage()
    server.answers['1'] = ready('1')
    while (document.title === 'Academy') await pass(900)
    await setVisible(true)
    await pass(5_000)
    expect(browser.shown).toEqual([])
  })

  it('come by the service worker where a page may make none, and so does the click', async () => {
    const registration = {
      showNotification: vi.fn(() => Promise.resolve()),
      getNotifications: () => Promise.resolve([]),
    }
    const serviceWorker = Object.assign(new EventTarget(), {
      getRegistration: () => Promise.resolve(registration),
    })
    Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true })
    onTestFinished(() => {
      Reflect.deleteProperty(navigator, 'serviceWorker')
    })
    browser.refusesConstructor = true
    const { server, store } = await hiddenPage()
    store.setOpen(false)
    server.answers['1'] = ready('1')
    await waitHidden()
    expect(registration.showNotification.mock.calls).toEqual([
      [
        'Lecture 1.mp4',
        {
          body: 'Done · 12 min 34 sec long',
          tag: `${KEY} video:1`,
          silent: true,
          data: { workerJobBox: KEY },
        },
      ],
    ])
    serviceWorker.dispatchEvent(new MessageEvent('message', { data: { workerJobBox: 'another' } }))
    expect(store.getSnapshot().open).toBe(false)
    serviceWorker.dispatchEvent(new MessageEvent('message', { data: { workerJobBox: KEY } }))
    expect(store.getSnapshot().open).toBe(true)
    await setVisible(true)
    Reflect.deleteProperty(navigator, 'serviceWorker')
  })

  it('are taken back on sign-out, in this tab or another, and stay off for the next person', async () => {
    const { server } = await hiddenPage()
    server.answers['1'] = ready('1')
    await waitHidden()
    const client = createJobClient({ baseUrl: 'http://api.test' })
    createJobBoxStore(client).clear()
    window.dispatchEvent(new StorageEvent('storage', { key: null, newValue: null }))
    await pass(100)
    expect(browser.shown.map(({ isClosed }) => isClosed)).toEqual([true])
    expect(createJobBoxStore(client).getSnapshot().notify).toBe(false)
  })
})
