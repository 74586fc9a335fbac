import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../random'
import { createPlan, type Outcome, type Plan, type WorkerKind } from './plan'
import { nextEvent, progressAt, type WorkerEvent } from './timeline'

const SUCCESS: Outcome = { type: 'success', errorText: null }
const FAILURE: Outcome = { type: 'failure', reason: '이유' }

function plan(kind: WorkerKind, seconds: number, seed = 1, outcome = SUCCESS): Plan {
  const request = { kind, id: '1', tenant: 'academy', title: '', jobType: '', seconds, outcome }
  return createPlan(request, 0, createRandom(seed))
}

function eventsOf(job: Plan): WorkerEvent[] {
  const events: WorkerEvent[] = []
  for (let next = nextEvent(job, 0); next; next = nextEvent(job, next.at)) events.push(next)
  return events
}

const reportsOf = (job: Plan) =>
  eventsOf(job)
    .filter(({ type }) => type !== 'end')
    .map(({ at }) => ({ at, ...progressAt(job, at) }))

const anyPlan = fc
  .record({
    kind: fc.constantFrom<WorkerKind>('video', 'excel', 'messaging'),
    seconds: fc.double({ min: 0.001, max: 4000, noNaN: true }),
    seed: fc.nat(),
    outcome: fc.constantFrom(SUCCESS, FAILURE),
  })
  .map(({ kind, seconds, seed, outcome }) => plan(kind, seconds, seed, outcome))

test('a job starts once, ends once, and says nothing before or after', () => {
  fc.assert(
    fc.property(anyPlan, (job) => {
      const events = eventsOf(job)
      expect(events[0]).toEqual({ type: 'start', at: job.startsAt })
      expect(events.at(-1)).toEqual({ type: 'end', at: job.endsAt })
      expect(events.slice(1, -1).every(({ type }) => type === 'progress')).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('percent never falls, and steps come in their order', () => {
  fc.assert(
    fc.property(anyPlan, (job) => {
      const reports = reportsOf(job)
      for (const [index, report] of reports.entries()) {
        const before = reports[index - 1]
        if (!before) continue
        expect(report.percent).toBeGreaterThanOrEqual(before.percent)
        expect(report.step_index).toBeGreaterThanOrEqual(before.step_index)
        if (report.step_index === before.step_index) {
          expect(report.step_percent).toBeGreaterThanOrEqual(before.step_percent)
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('remaining seconds are near the truth, and never negative', () => {
  fc.assert(
    fc.property(anyPlan, (job) => {
      for (const { at, remaining_seconds } of reportsOf(job)) {
        const left = (job.fullEndsAt - at) / 1000
        expect(remaining_seconds).toBeGreaterThanOrEqual(0)
        expect(Math.abs(remaining_seconds - left)).toBeLessThanOrEqual(0.5 + 0.03 * left)
      }
    }),
    { numRuns: 50 },
  )
})

test.each<[WorkerKind, string[]]>([
  [
    'video',
    [
      'presigning 준비 5–5',
      'downloading 다운로드 15–15',
      'probing 분석 25–25',
      'transcoding 인코딩 50–84',
      'validating 검증 85–85',
      'thumbnail 썸네일 90–90',
      'uploading 업로드 95–99',
    ],
  ],
  [
    'excel',
    [
      'downloading 다운로드 10–10',
      'parsing 파싱 25–39',
      'enrolling 등록 40–94',
      'done 완료 100–100',
    ],
  ],
  [
    'messaging',
    [
      'checking 예약확인 10–10',
      'validating 잔액확인 30–49',
      'sending 발송 70–89',
      'done 완료 100–100',
    ],
  ],
])('a %s worker reports every step', (kind, expected) => {
  const reports = reportsOf(plan(kind, 3600))
  const steps = new Map<string, number[]>()
  for (const { step_name, step_name_display, percent } of reports) {
    const name = `${step_name} ${step_name_display}`
    steps.set(name, [...(steps.get(name) ?? []), percent])
  }
  expect(
    [...steps].map(([name, all]) => `${name} ${Math.min(...all)}–${Math.max(...all)}`),
  ).toEqual(expected)
  expect(reports.every((report) => report.step_total === expected.length)).toBe(true)
})

test('in a 1-hour job no two signs of life are more than 10 s apart', () => {
  const times = eventsOf(plan('video', 3600)).map(({ at }) => at)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.max(...gaps)).toBe(10_000)
})

test('a short job reports about once a second', () => {
  expect(reportsOf(plan('video', 25)).length).toBeGreaterThanOrEqual(24)
})

test('in a 1-hour encode a point of transcoding takes about a minute and a half', () => {
  const times = reportsOf(plan('video', 3600))
  const reached = (percent: number) => times.find((report) => report.percent === percent)?.at ?? NaN
  expect((reached(70) - reached(60)) / 10_000).toBeCloseTo(90, -1)
})

test('a job ends when it was said to, and waits only briefly before it starts', () => {
  expect(plan('video', 600).endsAt).toBe(600_000)
  expect(plan('video', 600).startsAt).toBeGreaterThanOrEqual(1000)
  expect(plan('video', 600).startsAt).toBeLessThanOrEqual(2000)
  expect(plan('excel', 1).startsAt).toBeLessThanOrEqual(100)
})

test('a job that fails does so on its way', () => {
  const job = plan('video', 600, 3, FAILURE)
  const last = reportsOf(job).at(-1)
  expect(job.endsAt).toBe(600_000)
  expect(last?.percent).toBeLessThan(90)
  expect(last?.remaining_seconds).toBeGreaterThan(60)
})
