import { describe, expect, it } from 'vitest'
import { errorOf, judge, ours, risesOf, runsByJob } from './bench/judge'
import { estimateTimeLeft, nextPace, type Pace } from './estimateTimeLeft'

type Report = [second: number, percent: number | null, step?: number]

/** What an Excel job, or a video if a step is given, reported. */
function follow(...reports: Report[]): Pace | null {
  return reports.reduce<Pace | null>((pace, [second, percent, index]) => {
    const step =
      index === undefined ? null : { key: null, index, total: 7, name: '', percent: null }
    return nextPace(pace, index === undefined ? 'excel' : 'video', { percent, step }, second * 1000)
  }, null)
}

const left = (pace: Pace | null, second: number) => {
  const ms = estimateTimeLeft(pace, second * 1000)
  return ms === null ? null : Math.round(ms / 1000)
}

describe('the estimated time left', () => {
  it.each([...runsByJob(5)])(
    'errs by at most 25 % and rises by more than a minute at most twice: %s',
    (_, runs) => {
      const verdicts = runs.map(({ trace, look }) => judge(trace, look, ours(trace)))
      const said = verdicts.flatMap(({ errors }) => errors).length
      const asked = verdicts.reduce((sum, verdict) => sum + verdict.asked, 0)
      if (runs[0]?.trace.seconds === 10) expect(said).toBe(0)
      else {
        expect(errorOf(verdicts)).toBeLessThanOrEqual(0.25)
        expect(said / asked).toBeGreaterThan(0.6)
      }
      expect(risesOf(verdicts)).toBeLessThanOrEqual(2)
    },
  )

  it('is not made in the first 10 s', () => {
    const pace = follow([0, 0], [2, 10], [4, 20], [6, 30], [8, 40])
    expect(left(pace, 9)).toBeNull()
    expect(left(pace, 10)).toBe(10)
  })

  it('is not made of a job that shows no percent, nor before one has moved twice', () => {
    expect(left(follow([0, null], [60, null]), 90)).toBeNull()
    expect(left(follow([0, 40], [60, 41]), 90)).toBeNull()
    expect(left(follow([0, 40], [60, 41], [160, 42]), 160)).toBe(5800)
  })

  it('counts down until the percent is due to move, and then stands', () => {
    const pace = follow([0, 0], [10, 10], [20, 20], [30, 30])
    expect([30, 33, 40, 41, 90].map((second) => left(pace, second))).toEqual([70, 67, 60, 60, 60])
  })

  it('never says less than nothing', () => {
    expect(left(follow([0, 0], [2, 50], [90, 99]), 500)).toBe(0)
  })

  it('is corrected upwards by over a minute twice an hour and no more', () => {
    let pace = follow([0, 0], [10, 10], [20, 20])
    const rises: number[] = []
    for (let percent = 21; percent < 90; percent++) {
      const second = 20 + (percent - 20) ** 2
      const before = left(pace, second) ?? 0
      pace = nextPace(pace, 'excel', { percent, step: null }, second * 1000)
      if ((left(pace, second) ?? 0) > before + 60) rises.push(second)
    }
    expect(rises.filter((second) => second < 3600)).toHaveLength(2)
    expect(rises).toHaveLength(3)
  })

  it('of a video is not made before its encoding, and then knows that little follows it', () => {
    const lead: Report[] = [
      [0, 5, 1],
      [10, 15, 2],
      [30, 25, 3],
    ]
    expect(left(follow(...lead), 40)).toBeNull()
    // Encoding takes a point in 100 s; what follows, as long as what went before.
    const encoding = follow(...lead, [40, 50, 4], [140, 51, 4])
    expect(left(encoding, 140)).toBe(34 * 100 + 40)
    const tail = follow(...lead, [40, 50, 4], [140, 51, 4], [3540, 85, 5])
    expect(left(tail, 3540)).toBe(40)
  })

  it('takes percents that do not fit the steps for what they are', () => {
    const pace = follow([0, 10, 4], [100, 20, 4], [200, 30, 4], [300, 40, 4], [400, 50, 4])
    expect(left(pace, 400)).toBe(500)
  })

  it('outlives answers that know of no step', () => {
    const pace = follow([0, 50, 3], [10, 50, 4], [110, 51, 4])
    const withoutStep = nextPace(pace, 'video', { percent: 51, step: null }, 120_000)
    expect(left(withoutStep, 120)).toBe(left(pace, 120))
  })
})
