import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import {
  done,
  encoding,
  excel,
  failedVideo,
  queued,
  ready,
  renderBox,
  toggle,
  video,
} from '../testing/renderBox'

// Loaded by the first job: at once here, and not when the machine finds the time.
beforeAll(() => import('./announce'))
withFakeTimers(Date.UTC(2025, 6, 1))

const region = () => screen.getByRole('status')
const change = (action: () => void) => {
  act(action)
  return pass(0)
}

/** The texts that the region has had, one after the other. */
function record(): string[] {
  const said: string[] = []
  const element = region()
  new MutationObserver(() => {
    said.push(element.textContent)
  }).observe(element, { childList: true, characterData: true, subtree: true })
  return said
}

/** What of it was said: emptying the region says nothing. */
const spoken = (said: string[]) => said.filter((text) => text !== '')

describe('the live region', () => {
  it('is in the page, polite and empty, before the first job', async () => {
    await renderBox()
    expect(region().getAttribute('aria-live')).toBe('polite')
    expect(region().textContent).toBe('')
  })

  it('says the start, the quarters and the end of a job, in the box that is closed, too', async () => {
    const { server, store } = await renderBox({ answers: { 1: queued('1') } })
    const said = record()
    await change(() => {
      store.track(video('1'))
    })
    fireEvent.click(toggle())
    await pass(10_000)
    for (const percent of [10, 30, 55, 80]) {
      server.answers['1'] = encoding('1', percent)
      await pass(32_000)
    }
    server.answers['1'] = ready('1')
    await pass(10_000)
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    expect(spoken(said)).toEqual([
      '“Lecture 1.mp4” started',
      '“Lecture 1.mp4”: 25%',
      '“Lecture 1.mp4”: 50%',
      '“Lecture 1.mp4”: 75%',
      '“Lecture 1.mp4” is done',
    ])
  })

  it('says in Korean what came of it', async () => {
    const { server, store } = await renderBox({ lang: 'ko', answers: { x: { status: 503 } } })
    const said = record()
    await change(() => {
      store.track(excel('x', '명단.xlsx'))
    })
    await pass(5_000)
    server.answers['x'] = done('x', {
      created: 20,
      duplicates: [],
      restored: [],
      failed: [{ row: 3, name: '김민수', error: '번호 오류' }],
      total: 21,
    })
    await pass(20_000)
    expect(spoken(said)).toEqual(['‘명단.xlsx’ 시작했어요', '‘명단.xlsx’: 실패 1, 등록 20'])
  })

  it('says nothing of jobs that a reload restored, until they end on this page', async () => {
    const jobs = [video('1'), video('2'), video('3')]
    const answers = { 1: encoding('1', 60), 2: encoding('2', 60), 3: ready('3') }
    await renderBox({ jobs, answers })
    cleanup()
    const { server } = await renderBox({ answers: { ...answers, 2: failedVideo('2') } })
    const said = record()
    await pass(60_000)
    expect(said).toEqual([])
    server.answers['1'] = failedVideo('1')
    await pass(5_000)
    expect(said).toEqual(['“Lecture 1.mp4” failed'])
  })

  it('says the same again as another text', async () => {
    const { server, store } = await renderBox({ answers: { 1: encoding('1', 0) } })
    await change(() => {
      store.track(video('1'))
    })
    await pass(6_000)
    const said = record()
    server.answers['1'] = failedVideo('1')
    await pass(3_500)
    expect(said).toEqual(['“Lecture 1.mp4” failed'])
    await change(() => {
      store.record(video('1'), null)
    })
    await pass(300)
    store.record(video('1'), { state: 'failed' })
    await pass(5_000)
    expect(said).toHaveLength(2)
    expect(said[1]?.trim()).toBe(said[0])
    expect(said[1]).not.toBe(said[0])
  })

  it('says nothing of jobs that the person stopped or removed', async () => {
    const { server, store } = await renderBox({
      jobs: [video('1'), video('2')],
      answers: { 1: encoding('1', 10), 2: encoding('2', 10) },
    })
    await pass(10_000)
    const said = record()
    server.replies.push(() => Promise.resolve(new Response(null, { status: 204 })))
    fireEvent.click(screen.getByRole('button', { name: 'Stop: Lecture 1.mp4' }))
    await pass(0)
    fireEvent.click(screen.getByRole('button', { name: 'Stop encoding' }))
    await pass(0)
    fireEvent.click(screen.getByRole('button', { name: 'Remove: Lecture 2.mp4' }))
    await pass(60_000)
    expect(store.getSnapshot().jobs).toEqual([])
    expect(spoken(said)).toEqual([])
  })

  it('is silent while the page is hidden, and then says what has ended', async () => {
    const { server, store } = await renderBox({ answers: { 1: queued('1'), 2: queued('2') } })
    await change(() => {
      store.track(video('1'))
      store.track(video('2'))
    })
    await pass(20_000)
    const said = record()
    await setVisible(false)
    server.answers['1'] = ready('1')
    server.answers['2'] = encoding('2', 70)
    await pass(100_000)
    expect(said).toEqual([])
    await setVisible(true)
    await pass(3_000)
    expect(said).toEqual(['“Lecture 1.mp4” is done'])
  })

  it('is emptied after 10 s, and with the list', async () => {
    const { store } = await renderBox({ answers: { 1: queued('1') } })
    const track = () => {
      store.track(video('1'))
    }
    await change(track)
    await pass(2_000)
    expect(region().textContent).not.toBe('')
    await pass(10_000)
    expect(region().textContent).toBe('')
    await change(() => {
      store.clear()
    })
    await pass(1_000)
    await change(track)
    await pass(5_000)
    expect(region().textContent).not.toBe('')
    await change(() => {
      store.clear()
    })
    await pass(300)
    expect(region().textContent).toBe('')
  })

  it('does not begin anew in another language', async () => {
    const { store, rerenderIn } = await renderBox({ answers: { 1: queued('1') } })
    await change(() => {
      store.track(video('1'))
    })
    await pass(5_000)
    const said = record()
    rerenderIn('ko')
    await pass(5_000)
    expect(spoken(said)).toEqual([])
    store.record(video('1'), { state: 'failed' })
    await pass(5_000)
    expect(spoken(said)).toEqual(['‘Lecture 1.mp4’ 실패했어요'])
  })

  it('leaves no timer when nothing is in progress and all was said', async () => {
    await renderBox({ jobs: [video('3')], answers: { 3: ready('3') } })
    fireEvent.click(toggle())
    await pass(30_000)
    // Closed by now, the list is not looked at any more, and its clock has stopped.
    await pass(1_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})
