import { act, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import { LoadLab } from './LoadLab'
import type { PlotComponent } from './LoadLabPlot'
import type { WatchJobs } from './loadLabStore'
import type { Lang } from './settings'

withFakeTimers()

/** A whole hour takes 1,300 frames. */
const HOUR = { timeout: 30_000 }

/** Whether the system asks for less motion, and what tells the lab whether it is on screen. */
let lessMotion: boolean
let scroll: (onScreen: boolean) => void

beforeEach(() => {
  lessMotion = false
  // Fewer frames than a screen makes, so that an hour is soon over.
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) =>
    setTimeout(() => {
      callback(performance.now())
    }, 48),
  )
  vi.stubGlobal('cancelAnimationFrame', clearTimeout)
  vi.stubGlobal('matchMedia', () => ({ matches: lessMotion }))
  class Observer {
    constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
      scroll = (isIntersecting) => {
        callback([{ isIntersecting }])
      }
    }
    observe() {
      scroll(true)
    }
    disconnect() {
      scroll = () => undefined
    }
  }
  vi.stubGlobal('IntersectionObserver', Observer)
})

/** Two jobs; from the end on, one more request for each. Its figures are its own, not the mock's. */
const watchTwo: WatchJobs = ({ strategy, intervalMs, minutes }) => {
  let elapsed = 0
  return Promise.resolve({
    runUntil: (ms) => {
      elapsed = ms
      return Promise.resolve()
    },
    counts: () => {
      const end = minutes * 60_000
      const requests = 2 * Math.ceil(Math.min(elapsed, end) / intervalMs) + (elapsed > end ? 2 : 0)
      return Promise.resolve({
        requests,
        selects: strategy === 'db' ? requests : 0,
        messages: 0,
      })
    },
    settled: () => elapsed > minutes * 60_000,
  })
}

const Plot: PlotComponent = ({ label }) => <div role="img" aria-label={label} />

function renderLab({
  watchJobs = watchTwo,
  lang = 'en',
  strict = false,
}: { watchJobs?: WatchJobs; lang?: Lang; strict?: boolean } = {}) {
  return render(<LoadLab lang={lang} watchJobs={watchJobs} Plot={Plot} />, {
    reactStrictMode: strict,
  })
}
const lab = () => screen.getByRole('region', { name: 'An hour in a minute' })
const button = (name: string) => screen.getByRole('button', { name })
const press = async (name: string) => {
  act(() => {
    button(name).click()
  })
  await pass(0)
}
/** What stands in the lanes, in their order. */
const lanes = () => screen.getAllByRole('term').map((term) => term.parentElement?.textContent)
/** What a screen reader says by itself. */
const said = () => lab().querySelector('[aria-live=polite]')?.textContent
const time = () => /\d+:\d\d of 60:00/.exec(lab().textContent)?.[0]

describe('the load lab', () => {
  it('moves by itself once it is seen, and says how much faster than life', async () => {
    renderLab({ strict: true })
    await pass(10_000)
    expect(time()).toMatch(/^9:5\d of 60:00$/)
    expect(lab().textContent).toContain('60 × real time')
    expect(lanes()).toEqual([
      expect.stringMatching(/^Todayasks the database every second.*1,[12]\d\dSELECTs2 a second$/),
      expect.stringMatching(
        /^Half as often.*every 2\u00a0s.*(59\d|600)SELECTs2 × less than today$/,
      ),
      expect.stringMatching(
        /^Redis firstasks Redis.*every 2\u00a0s.*0SELECTsnone while the jobs run$/,
      ),
      expect.stringMatching(/^Pushasks nothing: a socket tells.*0SELECTsnone while the jobs run$/),
    ])
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
      'SELECTs per second over the hour: Today 2, Half as often 1, Redis first 0, Push 0',
    )
  })

  it('sums up in one polite sentence what was counted, and runs again', HOUR, async () => {
    renderLab()
    await pass(20_000)
    expect(said()).toBe('')
    expect(lab().textContent).toContain('5 jobs (3 videos, 2 Excel files) run for an hour')
    await pass(42_000)
    expect(said()).toBe(
      'An hour of watching cost the database 7,200 queries today’s way, 3,600 asked half as often, 0 with Redis first, and 0 over a socket. The end, with one last look at each job, added 2, 2, 0 and 0.',
    )
    expect(time()).toBe('60:00 of 60:00')
    expect(lanes()[0]).toContain('7,200SELECTs+2 at the end')

    await press('Run again')
    expect(said()).toBe('')
    await pass(1_000)
    expect(time()).toMatch(/^0:5\d of/)
  })

  it('stands still from Pause to Resume', async () => {
    renderLab()
    await pass(5_000)
    await press('Pause')
    const before = lab().textContent
    await pass(5_000)
    expect(lab().textContent).toBe(before.replace('Pause', 'Resume'))
    await press('Resume')
    await pass(5_000)
    expect(time()).toMatch(/^9:\d\d of/)
  })

  it('stands still while the tab is hidden or it is scrolled away', async () => {
    renderLab()
    await pass(5_000)
    await setVisible(false)
    await pass(5_000)
    expect(time()).toMatch(/^[45]:\d\d of/)
    await setVisible(true)
    act(() => {
      scroll(false)
    })
    await pass(5_000)
    expect(time()).toMatch(/^[45]:\d\d of/)
    act(() => {
      scroll(true)
    })
    await pass(5_000)
    expect(time()).toMatch(/^9:\d\d of/)
  })

  it('waits for Start where less motion is asked for', async () => {
    lessMotion = true
    renderLab()
    await pass(5_000)
    expect(time()).toBe('0:00 of 60:00')
    await press('Start')
    await pass(5_000)
    expect(time()).toMatch(/^4:\d\d of/)
  })

  it('says in one sentence that it broke, and starts over', async () => {
    let broken = true
    renderLab({
      watchJobs: (options) => (broken ? Promise.reject(new Error('broken')) : watchTwo(options)),
    })
    await pass(100)
    expect(screen.getByRole('alert').textContent).toBe('The mock backend stopped. Start over?')
    broken = false
    await press('Try again')
    await pass(2_000)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(time()).toMatch(/^1:\d\d of/)
  })

  it('speaks Korean', async () => {
    renderLab({ lang: 'ko' })
    await pass(2_000)
    expect(screen.getByRole('region', { name: '한 시간을 1분 만에' }).textContent).toContain(
      '지금보다 2배 적어요',
    )
  })

  it('leaves no frame behind when it is gone', async () => {
    const { unmount } = renderLab({ strict: true })
    await pass(1_000)
    unmount()
    await pass(100)
    expect(vi.getTimerCount()).toBe(0)
  })
})
