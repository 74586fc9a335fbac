import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { encoding, queued, renderBox, row, video } from '../testing/renderBox'

withFakeTimers(Date.UTC(2025, 6, 1))

// Minutes of polls take a busy machine seconds.
vi.setConfig({ testTimeout: 20_000 })

const MINUTE = 60_000
const STILL = '아직 작업 중이에요'
const LONG = '평소보다 오래 걸려요'
const title = 'Lecture 1.mp4'
const says = () => row(title).textContent
const valueText = () => screen.getByRole('progressbar').getAttribute('aria-valuetext')
const checkAgain = () => screen.queryByRole('button', { name: `다시 확인: ${title}` })

const show = (answer: object) =>
  renderBox({ lang: 'ko', jobs: [video('1')], answers: { 1: answer } })

describe('a job in which nothing changes', () => {
  it('is said to be still at work after a minute', async () => {
    await show(encoding('1', 61, { encoding_remaining_seconds: 600 }))
    await pass(58_000)
    expect(says()).not.toContain(STILL)
    await pass(2_000)
    expect(says()).toContain(STILL)
    expect(says()).toContain('약 10분 남음')
    expect(valueText()).toBe(`61%, 인코딩, 약 10분 남음, ${STILL}`)
    expect(checkAgain()).toBeNull()
  })

  it('is said to take long after five, with no time left and a calm look, but in progress', async () => {
    await show(encoding('1', 61, { encoding_remaining_seconds: 600 }))
    await pass(5 * MINUTE)
    expect(says()).toContain(`진행 중 61% · 인코딩 · 4/7${LONG}`)
    expect(says()).not.toContain(STILL)
    expect(says()).not.toContain('남음')
    expect(valueText()).toBe(`61%, 인코딩, ${LONG}`)
    expect(row(title).className).toContain('wjb-look-waiting')
    expect(screen.getByRole('button', { expanded: true }).textContent).toBe('진행 중 1')
  })

  it('is asked for at once by Check again, and can still be stopped', async () => {
    const { server } = await show(encoding('1', 61))
    await pass(5 * MINUTE + 500)
    expect(screen.getByRole('button', { name: `중단: ${title}` })).toBeTruthy()
    server.answers['1'] = encoding('1', 62)
    const asked = server.requests.length
    fireEvent.click(checkAgain() ?? document.body)
    await pass(0)
    expect(server.requests.length).toBe(asked + 1)
    expect(says()).toContain('진행 중 62%')
    expect(checkAgain()).toBeNull()
    expect(says()).not.toContain(LONG)
    expect(row(title).className).toContain('wjb-look-moving')
  })

  it('is not spoken of while it waits in a queue', async () => {
    await show(queued('1'))
    await pass(6 * MINUTE)
    expect(row(title).querySelector('.wjb-note')).toBeNull()
    expect(checkAgain()).toBeNull()
  })

  it('is spoken of in English, too', async () => {
    await renderBox({ jobs: [video('1')], answers: { 1: encoding('1', 61) } })
    await pass(MINUTE)
    expect(says()).toContain('Still working')
    await pass(4 * MINUTE)
    expect(says()).toContain('Taking longer than usual')
  })
})

describe('while the page cannot look', () => {
  it('a lost connection goes before a stall, and heals without one', async () => {
    const { server } = await show(encoding('1', 61))
    await pass(50_000)
    server.answers['1'] = 'down'
    await pass(10 * MINUTE)
    expect(screen.getByText(/^연결이 끊겼어요/)).toBeTruthy()
    expect(says()).not.toContain(STILL)
    expect(says()).not.toContain(LONG)
    server.answers['1'] = encoding('1', 61)
    await pass(35_000)
    expect(screen.queryByText(/^연결이 끊겼어요/)).toBeNull()
    expect(says()).not.toContain(LONG)
  })

  it('being offline does not count as the silence of the job', async () => {
    await show(encoding('1', 61))
    await pass(30_000)
    await setOnline(false)
    await pass(10 * MINUTE)
    await setOnline(true)
    await pass(20_000)
    expect(row(title).querySelector('.wjb-note')).toBeNull()
    await pass(20_000)
    expect(says()).toContain(STILL)
  })

  it('being hidden does, since a hidden page looks on', async () => {
    await show(encoding('1', 61))
    await setVisible(false)
    await pass(6 * MINUTE)
    await setVisible(true)
    await pass(1_000)
    expect(says()).toContain(LONG)
  })
})

describe('the time left of a job whose server sends none', () => {
  it('is estimated, counted down in ever finer words, and never 0', async () => {
    const { server } = await show(encoding('1', 0))
    const seen: string[] = []
    // 2 s a point.
    for (let percent = 0; percent < 100; percent++) {
      server.answers['1'] = encoding('1', percent)
      await pass(2_000)
      const text = /(약 .+ 남음|곧 끝나요)$/.exec(
        row(title).querySelector('.wjb-meta')?.textContent ?? '',
      )
      const words = text?.[0] ?? ''
      if (words !== seen.at(-1)) seen.push(words)
    }
    const minutes = [3, 2, 1].map((count) => `약 ${count}분 남음`)
    const seconds = [50, 40, 30, 20, 10].map((count) => `약 ${count}초 남음`)
    expect(seen).toEqual(['', ...minutes, ...seconds, '곧 끝나요'])
  })

  it('counts down between two polls', async () => {
    const { server } = await show(encoding('1', 0))
    await setVisible(false)
    for (const percent of [5, 10, 15]) {
      server.answers['1'] = encoding('1', percent)
      await pass(30_000)
    }
    expect(says()).toContain('약 9분 남음')
    const asked = server.requests.length
    await pass(28_000)
    expect(server.requests.length).toBe(asked)
    expect(says()).toContain('약 8분 남음')
  })

  it('is not guessed in the first 10 s', async () => {
    const { server } = await show(encoding('1', 10))
    for (const percent of [20, 30, 40, 50]) {
      server.answers['1'] = encoding('1', percent)
      await pass(2_000)
      expect(says()).not.toMatch(/남음|곧/)
    }
    await pass(2_000)
    expect(says()).toMatch(/남음|곧/)
  })

  it('is not told above 24 h', async () => {
    const { server } = await show(encoding('1', 1))
    await setVisible(false)
    for (const percent of [2, 3]) {
      server.answers['1'] = encoding('1', percent)
      await pass(15 * MINUTE)
    }
    expect(says()).toContain('진행 중 3%')
    expect(says()).not.toContain('남음')
    server.answers['1'] = encoding('1', 5)
    await pass(30_000)
    expect(says()).toMatch(/약 \d+시간( \d+분)? 남음/)
  })

  it('is not told while no percent is known', async () => {
    await show(encoding('1', null))
    await pass(30_000)
    expect(says()).not.toMatch(/남음|곧/)
  })

  it('is the server’s again as soon as it sends one', async () => {
    const { server } = await show(encoding('1', 0))
    for (const percent of [10, 20, 30]) {
      server.answers['1'] = encoding('1', percent)
      await pass(10_000)
    }
    expect(says()).toContain('약 1분 남음')
    server.answers['1'] = encoding('1', 30, { encoding_remaining_seconds: 1_800 })
    await pass(2_000)
    expect(says()).toContain('약 30분 남음')
  })

  it('begins anew with a retry', async () => {
    const { server } = await show(encoding('1', 0))
    for (const percent of [10, 20, 30]) {
      server.answers['1'] = encoding('1', percent)
      await pass(10_000)
    }
    server.answers['1'] = queued('1')
    await pass(2_000)
    server.answers['1'] = encoding('1', 31)
    await pass(20_000)
    expect(says()).not.toContain('남음')
  })
})
