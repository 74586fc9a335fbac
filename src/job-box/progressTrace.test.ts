import { describe, expect, it } from 'vitest'
import { createRandom } from '../../mocks/random'
import { createPlan } from '../../mocks/workers/plan'
import { HEARTBEAT_MS, progressAt } from '../../mocks/workers/timeline'
import { JobStatusError } from '../job/JobStatusError'
import { parseVideo } from '../job/parseVideo'
import {
  afterAnswer,
  afterFailure,
  decide,
  msUntil,
  nextRequest,
  type PollMemory,
} from '../poller/policy'
import { pollSettings } from '../poller/pollSettings'
import { estimateTimeLeft } from './estimateTimeLeft'
import { sight, type ProgressTrace } from './progressTrace'
import { stallOf, type Stall } from './stallOf'

const ref = { kind: 'video', id: '42' } as const
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const WATCHED = { online: true, arrived: false, asks: true, crowd: 1, subscribedAt: null }

type Report = { status?: string; percent?: number | null; [field: string]: unknown }
type World = {
  /** What the server says at a moment; null: no answer. */
  says: (now: number) => Report | null
  hidden?: (now: number) => boolean
  /** While the machine is asleep, nothing happens. */
  asleep?: (now: number) => boolean
  ms: number
}

/** Follows a job by the poller's own rules, and tells what is seen at each second. */
function follow({ says, hidden = () => false, asleep = () => false, ms }: World) {
  const seen: { at: number; stall: Stall; left: number | null; trace: ProgressTrace | null }[] = []
  let memory: PollMemory | undefined
  let trace: ProgressTrace | null = null
  let returns = 0
  const start = Date.UTC(2025, 6, 1)
  for (let at = 0; at < ms; at += 1000) {
    if (asleep(at)) continue
    if (at > 0 && hidden(at - 1000) && !hidden(at)) returns++
    const now = start + at
    const page = { ...WATCHED, visible: !hidden(at) }
    const decision = decide(memory, { ...page, returns }, pollSettings({}))
    if (decision.ask && msUntil(decision, now) === 0) {
      const request = nextRequest(memory, now)
      const report = says(at)
      if (report) {
        const { status = 'PROCESSING', percent = null, ...fields } = report
        const body = { id: 42, status, encoding_progress: percent, ...fields }
        memory = afterAnswer(
          memory,
          { job: parseVideo(body, ref), version: null },
          request,
          now,
          returns,
        )
      } else {
        const error = new JobStatusError('network', 'no network')
        memory = afterFailure(memory, error, request, now, returns, 0)
      }
      trace = sight(trace, memory)
    }
    const left = estimateTimeLeft(trace?.pace ?? null, now)
    seen.push({ at, stall: stallOf(trace, now), left, trace })
  }
  return seen
}

/** The seconds at which the stall became another. */
function turns(world: World): [second: number, Stall][] {
  let last: Stall = null
  return follow(world).flatMap(({ at, stall }): [number, Stall][] => {
    if (stall === last) return []
    last = stall
    return [[at / 1000, stall]]
  })
}

describe('a job that stands still', () => {
  it('is still at work after a minute, and takes long after five', () => {
    expect(turns({ says: () => ({ percent: 40 }), ms: 10 * MINUTE })).toEqual([
      [60, 'still'],
      [300, 'long'],
    ])
  })

  it('is measured by the longest time that it has taken before', () => {
    // A point in 90 s, until it stands at 3 from 4 min 30 s on.
    const says = (now: number) => ({ percent: Math.min(3, Math.floor(now / 90_000)) })
    expect(turns({ says, ms: 20 * MINUTE })).toEqual([
      [60, 'still'],
      [90, null],
      [270 + 270, 'still'],
      [270 + 540, 'long'],
    ])
  })

  it.each([
    ['its step', (now: number) => ({ encoding_step_index: 1 + Math.floor(now / 50_000) })],
    [
      'the percent of its step',
      (now: number) => ({ encoding_step_percent: Math.floor(now / 50_000) }),
    ],
    [
      'its status',
      (now: number) => ({ status: now % 100_000 < 50_000 ? 'PROCESSING' : 'ENCODING' }),
    ],
    [
      'the time of its report',
      (now: number) => ({ updated_at: new Date(now - (now % 50_000)).toISOString() }),
    ],
  ])('does not while %s changes', (_, changes) => {
    const step = { encoding_step_index: 1, encoding_step_total: 7 }
    const says = (now: number) => ({ percent: 40, ...step, ...changes(now) })
    expect(turns({ says, ms: 5 * MINUTE })).toEqual([])
  })

  it('does while nothing but the remaining seconds change', () => {
    const says = (now: number) => ({ encoding_remaining_seconds: 900 - now / 1000 })
    expect(turns({ says, ms: 2 * MINUTE })).toEqual([[60, 'still']])
  })

  it('does not while it waits in a queue, however long', () => {
    expect(turns({ says: () => ({ status: 'PENDING' }), ms: HOUR })).toEqual([])
  })

  it('begins anew with another attempt', () => {
    // The first one takes 2 min a point; in the second a minute is long again.
    const says = (now: number) => {
      if (now < 5 * MINUTE) return { percent: Math.floor(now / (2 * MINUTE)) }
      return now < 6 * MINUTE ? { status: 'PENDING' } : { percent: 50 }
    }
    expect(turns({ says, ms: 8 * MINUTE })).toEqual([
      [60, 'still'],
      [120, null],
      [6 * 60 + 60, 'still'],
    ])
  })

  it('does not any more once it has ended', () => {
    const says = (now: number) => (now < 2 * MINUTE ? { percent: 40 } : { status: 'FAILED' })
    expect(turns({ says, ms: 3 * MINUTE })).toEqual([
      [60, 'still'],
      [120, null],
    ])
  })
})

describe('what does not count as its silence', () => {
  const percent = () => ({ percent: 40 })
  const within = (from: number, to: number) => (now: number) =>
    now >= from * MINUTE && now < to * MINUTE

  it('is the time in which requests failed', () => {
    const lost = within(0.5, 4)
    const says = (now: number) => (lost(now) ? null : percent())
    const [still] = turns({ says, ms: 6 * MINUTE })
    expect(still?.[1]).toBe('still')
    expect(still?.[0]).toBeGreaterThan(240 + 28)
  })

  it('is the time in which the machine slept', () => {
    const asleep = within(0.5, 90)
    expect(turns({ says: percent, asleep, ms: 93 * MINUTE })[0]).toEqual([5400 + 32, 'still'])
  })

  it('is not the time in which the page was hidden but looked on', () => {
    const hidden = within(0.1, 3)
    expect(turns({ says: percent, hidden, ms: 4 * MINUTE })[0]?.[0]).toBeLessThanOrEqual(90)
  })

  it('makes no long gap by which later ones are measured', () => {
    const asleep = within(0.5, 90)
    const says = (now: number) => ({ percent: now < 90 * MINUTE ? 40 : 41 })
    expect(turns({ says, asleep, ms: 92 * MINUTE })).toEqual([[5400 + 3 * 28, 'still']])
  })
})

describe('a healthy encode of an hour', () => {
  const outcome = { type: 'success', errorText: null } as const
  const request = { tenant: '', title: '', jobType: '', seconds: 3600, outcome, ...ref }
  const plan = createPlan(request, 0, createRandom(7))
  const beat = (now: number) => now - ((now - plan.startsAt) % HEARTBEAT_MS)
  const report = (now: number, fields: object = {}) => {
    if (now < plan.startsAt) return { status: 'PENDING' }
    const progress = progressAt(plan, beat(now))
    return {
      percent: progress.percent,
      encoding_step_index: progress.step_index,
      encoding_step_total: progress.step_total,
      encoding_step_name: progress.step_name,
      encoding_step_percent: progress.step_percent,
      ...fields,
    }
  }

  it.each([
    ['seen', () => false],
    ['hidden in between', (now: number) => now > 10 * MINUTE && now < 40 * MINUTE],
    ['hidden', () => true],
  ])('shows no stall, with and without the time of its reports: %s', (_, hidden) => {
    const ms = plan.endsAt
    const withTime = (now: number) => report(now, { updated_at: new Date(beat(now)).toISOString() })
    expect(turns({ says: withTime, hidden, ms })).toEqual([])
    expect(turns({ says: report, hidden, ms })).toEqual([])
  })

  it('shows none in a pause that is like one before, seen every 10 s', () => {
    const pause = 11 * MINUTE
    const says = (now: number) => ({ percent: Math.floor(now / pause), encoding_step_index: null })
    const stalls = turns({ says, ms: 3 * pause }).filter(
      ([second]) => second * 1000 > pause + 12_000,
    )
    expect(stalls).toEqual([])
  })

  it("has its time left told by the poller's answers", () => {
    const seen = follow({ says: report, ms: plan.endsAt }).slice(900)
    const errors = seen.map(
      ({ at, left }) => Math.abs((left ?? 0) - (plan.endsAt - at)) / (plan.endsAt - at),
    )
    expect(errors.toSorted((a, b) => a - b)[errors.length >> 1]).toBeLessThan(0.25)
  })
})
