import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import {
  done,
  encoding,
  excel,
  failedVideo,
  queued,
  ready,
  renderBox,
  row,
  toggle,
  video,
} from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

const everyState = {
  jobs: [video('1'), video('2'), video('3'), video('4')],
  answers: { 1: queued('1'), 2: encoding('2', 45), 3: ready('3'), 4: failedVideo('4') },
  onOpen: () => undefined,
}

describe('the pill', () => {
  const result = (failed: object[]) => ({ created: 3, duplicates: [], restored: [], failed })
  it.each([
    ['good', { x: done('x', result([])) }],
    ['mixed', { x: done('x', result([{ row: 3, name: 'Kim' }])) }],
    ['mixed', { x: done('x', null) }],
    ['bad', { x: done('x', { ...result([{ row: 3, name: 'Kim' }]), created: 0 }) }],
  ])('looks %s by how all its jobs have ended', async (look, answers) => {
    await renderBox({ jobs: [excel('x')], answers })
    expect(toggle().querySelector(`.wjb-icon-${look}`)).not.toBeNull()
  })
})

describe('names', () => {
  it.each([
    ['ko', '작업 박스', ['대기 중', '진행 중', '완료', '실패']],
    ['en', 'Job box', ['Waiting', 'In progress', 'Done', 'Failed']],
  ] as const)(
    'of the box and its states are those of the language: %s',
    async (lang, box, words) => {
      await renderBox({ ...everyState, lang })
      const region = screen.getByRole('region', { name: box })
      expect(region.lang).toBe(lang)
      const items = within(within(region).getByRole('list')).getAllByRole('listitem')
      expect(items).toHaveLength(4)
      items.forEach((item, index) => {
        expect(within(item).getByText(words[index] ?? '')).toBeTruthy()
      })
    },
  )

  it.each([
    [
      'ko',
      [
        ['중단', '목록에서 제거'],
        ['열기', '목록에서 제거'],
        ['재시도', '목록에서 제거'],
        ['다운로드', '목록에서 제거'],
        ['다시 확인', '목록에서 제거'],
        ['목록에서 제거'],
      ],
    ],
    [
      'en',
      [
        ['Stop', 'Remove'],
        ['Open', 'Remove'],
        ['Retry', 'Remove'],
        ['Download', 'Remove'],
        ['Check again', 'Remove'],
        ['Remove'],
      ],
    ],
  ] as const)('of the buttons hold the title: %s', async (lang, expected) => {
    await renderBox({
      lang,
      jobs: [
        video('2', 'a'),
        video('3', 'b'),
        video('4', 'c'),
        excel('x', 'd'),
        excel('y', 'e'),
        excel('z', 'f'),
      ],
      answers: {
        2: encoding('2', 45),
        3: ready('3'),
        4: failedVideo('4'),
        x: done('x', { download_url: '/f', filename: 'f.xlsx' }),
        y: done('y', null),
        z: { job_id: 'z', status: 'FAILED', error_message: 'No such sheet.' },
      },
      onOpen: () => undefined,
    })
    expected.forEach((actions, index) => {
      const title = 'abcdef'.charAt(index)
      const names = within(row(title))
        .getAllByRole('button')
        .map((button) => button.getAttribute('aria-label'))
      expect(names).toEqual(actions.map((action) => `${action}: ${title}`))
    })
  })

  it('of a progress bar is the title; it tells the percent, the step and the time left', async () => {
    await renderBox({
      lang: 'ko',
      jobs: [video('1', '강의.mp4')],
      answers: { 1: encoding('1', 45, { encoding_remaining_seconds: 185 }) },
    })
    const bar = screen.getByRole('progressbar', { name: '강의.mp4' })
    expect(bar.getAttribute('aria-valuenow')).toBe('45')
    expect(bar.getAttribute('aria-valuetext')).toBe('45%, 인코딩, 약 3분 남음')
    expect(row('강의.mp4').querySelector('.wjb-meta')?.textContent).toBe(
      '진행 중 45% · 인코딩 · 4/7 · 약 3분 남음',
    )
  })
})

describe('the toggle', () => {
  it.each([
    ['진행 중 2 · 실패 1', everyState],
    ['완료 1 · 실패 1', { ...everyState, jobs: [video('3'), video('4')] }],
    ['완료 1', { ...everyState, jobs: [video('3')] }],
    ['확인 필요 1', { answers: {}, jobs: [video('9')] }],
    ['작업 없음', {}],
  ])('sums up: %s', async (summary, options) => {
    await renderBox({ ...options, lang: 'ko' })
    await pass(3000)
    expect(toggle().textContent).toBe(summary)
  })

  it('opens and closes the box', async () => {
    await renderBox({ answers: { 1: queued('1') }, jobs: [video('1')] })
    expect(toggle().getAttribute('aria-expanded')).toBe('true')
    fireEvent.click(toggle())
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    expect(screen.queryByRole('list')).toBeNull()
    await pass(200)
    expect(document.querySelector('.wjb-panel')).toBeNull()
    fireEvent.click(toggle())
    expect(screen.getByRole('list')).toBeTruthy()
  })

  it('gets the focus when Escape closes the box', async () => {
    await renderBox({ answers: { 1: queued('1') }, jobs: [video('1')] })
    const inside = screen.getByRole('button', { name: /^Remove/ })
    inside.focus()
    fireEvent.keyDown(inside, { key: 'Escape' })
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    expect(document.activeElement).toBe(toggle())
  })

  it('has a ring that fills with what is known of all, and does not fall back when one has ended', async () => {
    const { server } = await renderBox({
      jobs: [video('1'), video('2'), video('3')],
      answers: { 1: encoding('1', null), 2: queued('2'), 3: queued('3') },
    })
    expect(document.querySelector('.wjb-ring.wjb-turning')).not.toBeNull()
    Object.assign(server.answers, { 1: encoding('1', 30), 2: encoding('2', 60) })
    await pass(2000)
    expect(document.querySelector('.wjb-turning')).toBeNull()
    expect(document.querySelector('.wjb-ring-arc')?.getAttribute('stroke-dashoffset')).toBe('70')
    Object.assign(server.answers, { 2: ready('2') })
    await pass(2000)
    expect(document.querySelector('.wjb-ring-arc')?.getAttribute('stroke-dashoffset')).toBe('57')
  })
})

describe('opening', () => {
  it('happens for a job that was just tracked, and leaves the focus where it is', async () => {
    const { store } = await renderBox({ answers: { 1: queued('1') } })
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    const elsewhere = screen.getByRole('button', { name: 'of the page' })
    elsewhere.focus()
    store.track(video('1'))
    await pass(0)
    expect(toggle().getAttribute('aria-expanded')).toBe('true')
    expect(document.activeElement).toBe(elsewhere)
  })

  it('does not happen after the person has closed the box', async () => {
    const { store } = await renderBox({
      jobs: [video('1')],
      answers: { 1: queued('1'), 2: queued('2') },
    })
    fireEvent.click(toggle())
    store.track(video('2'))
    await pass(0)
    expect(toggle().getAttribute('aria-expanded')).toBe('false')
    expect(toggle().textContent).toBe('2 in progress')
  })
})
