import { describe, expect, it } from 'vitest'
import { JobStatusError, type JobStatusErrorKind } from '../job/JobStatusError'
import type { WorkerJob } from '../job/WorkerJob'
import {
  afterAnswer,
  afterFailure,
  afterRetry,
  decide,
  isDueAtMount,
  msUntil,
  phaseOf,
  type PollMemory,
  type PollSettings,
  type Surroundings,
} from './policy'

const common = { ref: { kind: 'video', id: '42' }, title: null, jobType: null } as const
const running = (percent: number | null): WorkerJob => ({
  ...common,
  rawStatus: 'PROCESSING',
  state: 'running',
  progress: { percent, remainingSeconds: null, updatedAt: null, step: null },
})
const done: WorkerJob = { ...common, rawStatus: 'READY', state: 'succeeded', result: null }

const page: Surroundings = { visible: true, online: true, returns: 0 }
const settings: PollSettings = { enabled: true, intervalMs: 2_000, hiddenIntervalMs: 30_000 }
const error = (kind: JobStatusErrorKind, status?: number, retryAfterMs: number | null = null) =>
  new JobStatusError(kind, kind, { retryAfterMs, ...(status !== undefined && { status }) })
const fail = (memory: PollMemory | undefined, why: JobStatusError, now: number, jitter = 1) =>
  afterFailure(memory, why, now, now, { returns: 0, jitter })

// What has been seen, in the words of the rules.
const asked = afterAnswer(undefined, running(10), 1_000, 1_100)
const finalizing = afterAnswer(asked, done, 3_000, 3_100)
const settled = afterAnswer(finalizing, done, 3_100, 3_200)
const dead = fail(asked, error('network'), 3_000)
const refused = fail(asked, error('unauthorized', 401), 3_000)
const told = fail(asked, error('http', 503, 60_000), 3_000)

describe('the rules in the order of their precedence', () => {
  const hidden = { ...page, visible: false }
  const offline = { ...page, online: false }
  const never = { ...settings, hiddenIntervalMs: false } as const
  it.each<[string, PollMemory | undefined, Surroundings, PollSettings, string]>([
    ['settled beats everything', settled, offline, { ...settings, enabled: false }, 'settled'],
    ['not enabled beats offline', asked, offline, { ...settings, enabled: false }, 'stopped'],
    ['a stop beats offline', refused, offline, settings, 'stopped'],
    ['offline beats Retry-After', told, offline, settings, 'offline'],
    ['offline beats the final fetch', finalizing, offline, settings, 'offline'],
    ['offline beats the first request', undefined, offline, settings, 'offline'],
    ['not at all while hidden beats Retry-After', told, hidden, never, 'hidden'],
    ['not at all while hidden beats the final fetch', finalizing, hidden, never, 'hidden'],
    ['Retry-After beats the wait after a failure', told, page, settings, 'retry-after'],
    ['Retry-After beats hidden', told, hidden, settings, 'retry-after'],
    ['the final fetch beats hidden', finalizing, hidden, settings, 'final'],
    ['the wait after a failure beats hidden', dead, hidden, settings, 'failure'],
    ['hidden beats the cadence', asked, hidden, settings, 'hidden'],
    ['the cadence', asked, page, settings, 'cadence'],
    ['the first request', undefined, page, settings, 'first'],
  ])('%s', (_, memory, surroundings, current, because) => {
    expect(decide(memory, surroundings, current).because).toBe(because)
  })
})

describe('when', () => {
  const at = (memory: PollMemory | undefined, surroundings = page, now = 0) => {
    const decision = decide(memory, surroundings, settings)
    if (!decision.ask) throw new Error(decision.because)
    return { due: decision.since + decision.waitMs, ms: msUntil(decision, now) }
  }

  it('counts the cadence from the start of the last request', () => {
    expect(at(asked).due).toBe(3_000)
    expect(at(asked, page, 1_700).ms).toBe(1_300)
    expect(at(asked, page, 9_000).ms).toBe(0)
  })

  it('never waits longer than the rule when the clock is set back', () => {
    expect(at(asked, page, -3_600_000).ms).toBe(2_000)
  })

  it.each([
    [1, 1_000, 2_000],
    [2, 2_000, 4_000],
    [3, 4_000, 8_000],
    [4, 8_000, 16_000],
    [5, 15_000, 30_000],
    [60, 15_000, 30_000],
  ])('waits %i failures long: from %i to %i ms', (count, least, most) => {
    const after = (jitter: number) => {
      let memory: PollMemory | undefined = asked
      for (let i = 0; i < count; i++) memory = fail(memory, error('network'), 0, jitter)
      return at(memory).due
    }
    expect(after(0)).toBe(least)
    expect(after(1)).toBe(most)
  })

  it.each([
    [0, 1_000],
    [5_000, 5_000],
    [86_400_000, 300_000],
  ])('keeps Retry-After of %i ms within bounds', (asked, wait) => {
    expect(at(fail(undefined, error('http', 429, asked), 0)).due).toBe(wait)
  })

  it('does not wait out a failure once the page has returned', () => {
    const back = { ...page, returns: 1 }
    expect(at(dead, back, 3_001).ms).toBe(0)
    expect(at(told, back, 3_001).ms).toBe(59_999)
  })
})

describe('a mount', () => {
  const hidden = { ...page, visible: false }
  const slow = { ...settings, intervalMs: 60_000 }
  it.each<[string, PollMemory | undefined, Surroundings, PollSettings, number, boolean]>([
    ['asks for what nobody asked for', undefined, page, settings, 0, true],
    ['asks when the answer is 2 s old', asked, page, settings, 3_100, true],
    ['does not when it is younger', asked, page, settings, 3_099, false],
    ['asks whatever the interval is', asked, page, slow, 3_100, true],
    ['asks while hidden, too', asked, hidden, settings, 3_100, true],
    ['waits out a failure', dead, page, settings, 4_999, false],
    ['keeps Retry-After', told, page, settings, 62_999, false],
    ['makes the final fetch', finalizing, page, settings, 3_200, true],
    ['asks nothing of a settled job', settled, page, settings, 9e9, false],
  ])('%s', (_, memory, surroundings, current, now, due) => {
    const decision = decide(memory, surroundings, current)
    expect(isDueAtMount(memory, decision, now)).toBe(due)
  })
})

describe('phases', () => {
  const offline = { ...page, online: false }
  it.each<[string, PollMemory | undefined, Surroundings, boolean]>([
    ['connecting', undefined, page, true],
    ['connecting', undefined, offline, true],
    ['stopped', undefined, page, false],
    ['polling', asked, page, true],
    ['polling', asked, { ...page, visible: false }, true],
    ['waiting', asked, offline, true],
    ['waiting', dead, page, true],
    ['waiting', fail(undefined, error('timeout'), 0), page, true],
    ['finalizing', finalizing, page, true],
    ['finalizing', fail(finalizing, error('gone', 404), 4_000), page, true],
    ['settled', settled, page, true],
    ['settled', settled, page, false],
    ['settled', fail(settled, error('unauthorized', 401), 9_000), page, true],
    ['stopped', refused, page, true],
    ['stopped', asked, page, false],
  ])('%s', (phase, memory, surroundings, enabled) => {
    expect(phaseOf(memory, surroundings, { ...settings, enabled })).toBe(phase)
  })
})

describe('memory', () => {
  it('is plain data, but for the error in it', () => {
    expect(structuredClone(settled)).toEqual(settled)
  })

  it('tells attempts apart: a restart and a retry each begin one', () => {
    const restarted = afterAnswer(settled, running(3), 9_000, 9_100)
    expect([asked.attempt, settled.attempt, restarted.attempt]).toEqual([1_000, 1_000, 9_100])
    const retried = afterRetry(settled, 9_000)
    expect(afterAnswer(retried, running(3), 9_500, 9_600).attempt).toBe(9_000)
    expect(retried.job).toMatchObject({ state: 'queued', progress: null })
  })

  it('keeps what a retry found when nothing had been answered yet', () => {
    expect(afterRetry(fail(undefined, error('gone', 404), 0), 5)).toMatchObject({
      failure: null,
      job: null,
    })
  })
})
