import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { setOnline } from '../testing/page'
import { pass, withFakeTimers } from '../testing/fakeTime'
import {
  done,
  encoding,
  excel,
  failedVideo,
  messaging,
  queued,
  ready,
  renderBox,
  row,
  video,
} from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

describe('progress', () => {
  it('without a percent has a bar without a value', async () => {
    await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', null) } })
    const bar = screen.getByRole('progressbar')
    expect(bar.hasAttribute('aria-valuenow')).toBe(false)
    expect(bar.className).toContain('wjb-bar-unknown')
  })

  it('counts the time left down between answers', async () => {
    const { server } = await renderBox({
      jobs: [excel('x')],
      answers: {
        x: { job_id: 'x', status: 'RUNNING', progress: { percent: 5, remaining_seconds: 11 } },
      },
    })
    expect(row('Sheet x.xlsx').textContent).toContain('About 10 sec left')
    server.answers['x'] = 'down'
    await pass(2700)
    expect(row('Sheet x.xlsx').textContent).toContain('Almost done')
  })

  it('that is almost done stays so until it is more than a minute away again', async () => {
    const says = (remaining: number) => encoding('1', 97, { encoding_remaining_seconds: remaining })
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: says(30) } })
    const text = () => row('Lecture 1.mp4').textContent
    expect(text()).toContain('About 30 sec left')
    for (const remaining of [9, 14, 40, 58]) {
      server.answers['1'] = says(remaining)
      await pass(2000)
      expect(text()).toContain('Almost done')
    }
    for (const [remaining, words] of [
      [70, 'About 1 min left'],
      [40, 'About 40 sec left'],
    ] as const) {
      server.answers['1'] = says(remaining)
      await pass(2000)
      expect(text()).toContain(words)
    }
  })

  it('that is almost done in one attempt is not so in the next', async () => {
    const says = (remaining: number) => encoding('1', 97, { encoding_remaining_seconds: remaining })
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: says(5) } })
    await pass(2000)
    server.answers['1'] = failedVideo('1')
    await pass(4000)
    server.replies.push(() => Promise.resolve(server.respond({ status: 202, body: {} })))
    server.answers['1'] = says(40)
    fireEvent.click(screen.getByRole('button', { name: 'Retry: Lecture 1.mp4' }))
    await pass(3000)
    expect(row('Lecture 1.mp4').textContent).toContain('About 40 sec left')
  })

  it('calls the steps that it knows by their English names', async () => {
    await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 20) } })
    expect(row('Lecture 1.mp4').textContent).toContain('Encoding · 4/7')
  })

  it('has no style attribute in its markup', async () => {
    const { renderToString } = await import('react-dom/server')
    const { ProgressBar } = await import('./ProgressBar')
    const html = renderToString(<ProgressBar label="a" percent={45} valueText="45%" />)
    expect(html).not.toContain('style')
  })
})

describe('a lost connection', () => {
  const says = () => screen.getByRole('region').textContent
  const times = () => says().split('연결이 끊겼어요').length - 1

  it('is told after two failures, with what is known kept, and heals by itself', async () => {
    const { server } = await renderBox({
      lang: 'ko',
      jobs: [video('1')],
      answers: { 1: encoding('1', 61) },
    })
    server.answers['1'] = 'down'
    await pass(2000)
    expect(times()).toBe(0)
    await pass(2500)
    expect(row('Lecture 1.mp4').textContent).toContain('진행 중 61%')
    expect(says()).toMatch(/연결이 끊겼어요 · 마지막 확인 \d초 전/)
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('61')
    server.answers['1'] = encoding('1', 70)
    await pass(10_000)
    expect(times()).toBe(0)
    expect(row('Lecture 1.mp4').textContent).toContain('진행 중 70%')
  })

  it('is told at once while the browser is offline', async () => {
    await renderBox({ lang: 'ko', jobs: [video('1')], answers: { 1: encoding('1', 61) } })
    await setOnline(false)
    expect(times()).toBe(1)
    await setOnline(true)
    await pass(100)
    expect(times()).toBe(0)
  })

  it('of all jobs is told once, and each row keeps its state and its height', async () => {
    const { server } = await renderBox({
      lang: 'ko',
      jobs: [video('1'), video('2'), video('3')],
      answers: { 1: encoding('1', 61), 2: queued('2'), 3: ready('3') },
    })
    const lines = () => row('Lecture 1.mp4').querySelectorAll('p').length
    const before = lines()
    Object.assign(server.answers, { 1: 'down', 2: 'down' })
    await pass(10_000)
    expect(times()).toBe(1)
    expect(row('Lecture 1.mp4').textContent).toContain('진행 중 61%')
    expect(row('Lecture 1.mp4').textContent).not.toContain('연결이')
    expect(row('Lecture 2.mp4').textContent).toContain('대기 중')
    expect(row('Lecture 2.mp4').className).toContain('wjb-look-lost')
    expect(row('Lecture 3.mp4').textContent).toContain('완료')
    expect(lines()).toBe(before)
  })

  it('of one job among others that answer is told in its row, which keeps its height', async () => {
    const { server } = await renderBox({
      lang: 'ko',
      jobs: [video('1'), video('2')],
      answers: { 1: encoding('1', 61), 2: encoding('2', 10) },
    })
    const lines = () => row('Lecture 1.mp4').querySelectorAll('p').length
    const before = lines()
    server.answers['1'] = { status: 502 }
    await pass(10_000)
    expect(times()).toBe(1)
    expect(row('Lecture 1.mp4').textContent).toContain(
      '진행 중 61% · 인코딩 · 4/7 · 연결이 끊겼어요',
    )
    expect(lines()).toBe(before)
  })
})

describe('a job of which nothing more is heard', () => {
  it.each([
    [404, 'This job no longer exists.'],
    [401, 'You are signed out.'],
    [400, 'The app cannot ask for this job.'],
    [418, 'The server has a problem right now.'],
  ])('says why in plain words: %d', async (status, words) => {
    await renderBox({ jobs: [video('1')], answers: { 1: { status, body: { detail: 'raw' } } } })
    await pass(3000)
    expect(row('Lecture 1.mp4').textContent).toContain(words)
    expect(row('Lecture 1.mp4').textContent).not.toContain('raw')
  })

  it('is asked for again on Check again', async () => {
    const { server } = await renderBox({ jobs: [video('1')], answers: { 1: { status: 403 } } })
    server.answers['1'] = encoding('1', 20)
    fireEvent.click(screen.getByRole('button', { name: 'Check again: Lecture 1.mp4' }))
    await pass(100)
    expect(row('Lecture 1.mp4').textContent).toContain('In progress 20%')
    server.answers['1'] = encoding('1', 25)
    await pass(2000)
    expect(row('Lecture 1.mp4').textContent).toContain('In progress 25%')
  })
})

describe('a result', () => {
  const student = (fields: object) =>
    done('x', { created: 0, duplicates: [], restored: [], failed: [], total: 3, ...fields })
  const note = { row: 4, name: '김민수', error: '번호 오류' }

  it.each([
    [
      'student import',
      student({ created: 28, duplicates: [note], restored: [note], failed: [note] }),
      'Done · 28 added · 1 duplicate · 1 restored · 1 failed',
      'mixed',
    ],
    ['student import without failures', student({ created: 2 }), 'Done · 2 added', 'good'],
    [
      'student import in which all failed',
      student({ failed: [note, note] }),
      'Failed · all 2 failed',
      'bad',
    ],
    ['student import with nothing to do', student({}), 'Done · Nothing new', 'good'],
    [
      'lecture import',
      done('x', { enrolled_count: 24, created_students_count: 1 }),
      'Done · 24 enrolled · 1 new student',
      'good',
    ],
    [
      'export',
      done('x', { download_url: '/f', filename: 'roster.xlsx' }),
      'Done · roster.xlsx',
      'good',
    ],
    ['something else', done('x', { odd: true }), 'Done', 'good'],
    ['nothing', done('x', null), 'Done', 'unsure'],
  ])('of %s', async (_, body, meta, look) => {
    await renderBox({ jobs: [excel('x')], answers: { x: body } })
    const item = row('Sheet x.xlsx')
    expect(item.querySelector('.wjb-meta')?.textContent).toBe(meta)
    expect(item.className).toContain(`wjb-look-${look}`)
    expect(screen.queryByRole('progressbar')).toBeNull()
  })

  it('of a video is its length', async () => {
    await renderBox({ jobs: [video('3')], answers: { 3: ready('3') } })
    expect(row('Lecture 3.mp4').textContent).toContain('Done · 12 min 34 sec long')
  })

  it('of a message is how many were sent', async () => {
    await renderBox({
      jobs: [messaging('m')],
      answers: { m: done('m', { sent: 1280, failed: [note] }) },
    })
    expect(row('Message m').textContent).toContain('Done · 1,280 sent · 1 failed')
  })

  it('that is missing is said to be, and is asked for again on request', async () => {
    const { server } = await renderBox({ jobs: [excel('x')], answers: { x: done('x', null) } })
    expect(row('Sheet x.xlsx').textContent).toContain('the result has not arrived')
    server.answers['x'] = done('x', { download_url: '/f', filename: 'roster.xlsx' })
    fireEvent.click(screen.getByRole('button', { name: 'Check again: Sheet x.xlsx' }))
    await pass(100)
    expect(screen.getByRole('button', { name: 'Download: Sheet x.xlsx' })).toBeTruthy()
  })

  it('shows the rows that failed on request', async () => {
    await renderBox({
      lang: 'ko',
      jobs: [excel('x')],
      answers: { x: student({ created: 1, failed: [note] }) },
    })
    expect(screen.queryByText('김민수')).toBeNull()
    const details = row('Sheet x.xlsx').querySelector('details')
    expect(details?.querySelector('summary')?.textContent).toBe('실패 1건 보기')
    if (details) details.open = true
    await pass(0)
    expect(details?.textContent).toContain('4행 김민수 – 번호 오류')
  })
})

describe('a failure', () => {
  it('tells its reason as text', async () => {
    const reason = '<img src=x onerror=alert(1)> 파일이 손상됐습니다.'
    await renderBox({ jobs: [video('4')], answers: { 4: failedVideo('4', reason) } })
    expect(screen.getByText(reason)).toBeTruthy()
    expect(document.querySelector('img')).toBeNull()
  })

  it.each(['ENCODE_TIMEOUT', null])('never shows a raw code: %s', async (reason) => {
    await renderBox({ jobs: [video('4')], answers: { 4: failedVideo('4', reason) } })
    expect(row('Lecture 4.mp4').textContent).toContain('The server gave no reason.')
    expect(row('Lecture 4.mp4').textContent).not.toContain('ENCODE')
  })
})
