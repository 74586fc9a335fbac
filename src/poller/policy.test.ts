import { describe, expect, it } from 'vitest'
import { JobStatusError, type JobStatusErrorKind } from '../job/JobStatusError'
import type { WorkerJob } from '../job/WorkerJob'
import { done, page, running, settings } from '../testing/policyInputs'
import { afterHearing } from './afterHearing'
import {
  afterAnswer,
  afterFailure,
  afterRefetch,
  afterResume,
  afterRetry,
  afterSetBack,
  decide,
  errorOf,
  msUntil,
  msUntilTurn,
  nextRequest,
  phaseOf,
  type PollMemory,
  type PollSettings,
  type Surroundings,
} from './policy'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const answer = (
  memory: PollMemory | undefined,
  job: WorkerJob,
  askedAt: number,
  now = askedAt + 100,
  version: number | null = null,
) => afterAnswer(memory, { job, version }, nextRequest(memory, askedAt), now, 0)
const error = (kind: JobStatusErrorKind, status?: number, retryAfterMs: number | null = null) =>
  new JobStatusError(kind, kind, { retryAfterMs, ...(status !== undefined && { status }) })
const fail = (memory: PollMemory | undefined, why: JobStatusError, now: number, jitter = 1) =>
  afterFailure(memory, why, nextRequest(memory, now), now, 0, jitter)

// What has been seen, in the words of the rules.
const asked = answer(undefined, running(10), 1_000)
const finalizing = answer(asked, done, 3_000)
const settled = answer(finalizing, done, 3_100)
const dead = fail(asked, error('network'), 3_000)
const refused = fail(asked, error('unauthorized', 401), 3_000)
const told = fail(asked, error('http', 503, 60_000), 3_000)
const eased = answer(asked, running(10), 10 * MINUTE + 1_000)
const quiet = answer(asked, running(10), 6 * HOUR + 1_000)

const hidden = { ...page, visible: false }
const offline = { ...page, online: false }
const follower = { ...page, asks: false }
const crowded = { ...page, crowd: 150 }
const returned = { ...page, returns: 1 }
const arrived = { ...page, arrived: true }
const off = { ...settings, enabled: false }
const never = { ...settings, hiddenIntervalMs: false } as const
const slow = { ...settings, intervalMs: HOUR }

describe('the rules in the order of their precedence', () => {
  it.each<[string, PollMemory | undefined, Surroundings, PollSettings, string]>([
    ['settled beats everything', settled, { ...offline, asks: false }, off, 'settled'],
    ['not enabled beats offline', asked, offline, off, 'stopped'],
    ['a stop beats offline', refused, offline, settings, 'stopped'],
    ['nothing new for 6 hours is a stop', quiet, offline, settings, 'stopped'],
    ['another tab that asks beats offline', asked, { ...offline, asks: false }, settings, 'told'],
    ['another tab that asks beats the first request', undefined, follower, settings, 'told'],
    ['another tab that asks beats the final fetch', finalizing, follower, settings, 'told'],
    ['offline beats Retry-After', told, offline, settings, 'offline'],
    ['offline beats the final fetch', finalizing, offline, settings, 'offline'],
    ['offline beats the first request', undefined, offline, settings, 'offline'],
    ['not at all while hidden beats Retry-After', told, hidden, never, 'hidden'],
    ['not at all while hidden beats the final fetch', finalizing, hidden, never, 'hidden'],
    ['not at all while hidden beats the first request', undefined, hidden, never, 'hidden'],
    ['Retry-After beats the wait after a failure', told, page, settings, 'retry-after'],
    ['Retry-After beats a return', told, returned, settings, 'retry-after'],
    ['Retry-After beats hidden', told, hidden, settings, 'retry-after'],
    ['the final fetch beats hidden', finalizing, hidden, settings, 'final'],
    ['the final fetch beats the ceiling', finalizing, crowded, settings, 'final'],
    ['the wait after a failure beats hidden', dead, hidden, settings, 'failure'],
    ['the wait after a failure beats the ceiling', dead, crowded, settings, 'failure'],
    ['hidden beats the cadence', asked, hidden, settings, 'hidden'],
    ['easing beats the cadence', eased, page, settings, 'easing'],
    ['the ceiling beats the cadence', asked, crowded, settings, 'ceiling'],
    ['hidden is longer than easing', eased, hidden, settings, 'hidden'],
    [
      'hidden is longer than the ceiling of 150',
      asked,
      { ...hidden, crowd: 150 },
      settings,
      'hidden',
    ],
    ['the ceiling of 150 is longer than easing', eased, crowded, settings, 'ceiling'],
    [
      'the ceiling of 400 is longer than hidden',
      asked,
      { ...hidden, crowd: 400 },
      settings,
      'ceiling',
    ],
    ['an interval of its own may be the longest', eased, crowded, slow, 'cadence'],
    ['a return beats the longest of them', eased, { ...crowded, returns: 1 }, slow, 'back'],
    ['a mount does, too', asked, { ...hidden, arrived: true }, settings, 'back'],
    ['the cadence', asked, page, settings, 'cadence'],
    ['the first request', undefined, page, settings, 'first'],
  ])('%s', (_, memory, surroundings, current, because) => {
    expect(decide(memory, surroundings, current).because).toBe(because)
  })
})

describe('when', () => {
  const at = (memory: PollMemory | undefined, surroundings = page, now = 0, current = settings) => {
    const decision = decide(memory, surroundings, current)
    if (!decision.ask) throw new Error(decision.because)
    return { due: decision.since + decision.waitMs, ms: msUntil(decision, now) }
  }

  it('counts the cadence from the start of the last request', () => {
    expect(at(asked).due).toBe(3_000)
    expect(at(asked, page, 1_700).ms).toBe(1_300)
    expect(at(asked, page, 9_000).ms).toBe(0)
  })

  it('waits no longer than the rule, from when it is seen that the clock was set back', () => {
    expect(at(afterSetBack(asked, -HOUR), page, -HOUR).ms).toBe(2_000)
    expect(at(afterSetBack(asked, -HOUR), page, -HOUR + 1_500).ms).toBe(500)
    expect(at(afterSetBack(told, -HOUR), page, -HOUR).ms).toBe(60_000)
    expect(afterSetBack(asked, 1_000)).toBe(asked)
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
    expect(at(dead, returned, 3_001).ms).toBe(0)
    expect(at(told, returned, 3_001).ms).toBe(59_999)
    expect(at(fail(finalizing, error('gone', 404), 3_000), returned, 3_001).ms).toBe(0)
    expect(at(fail(asked, error('gone', 404), 3_000), returned, 3_001).ms).toBe(1_999)
  })

  it('waits out a failure for somebody who mounts', () => {
    expect(at(dead, arrived, 3_001).ms).toBe(1_999)
  })

  it.each<[string, number, Surroundings, PollSettings]>([
    ['hidden', 31_000, hidden, settings],
    ['20 jobs', 3_000, { ...page, crowd: 20 }, settings],
    ['21 jobs', 3_100, { ...page, crowd: 21 }, settings],
    ['200 jobs', 21_000, { ...page, crowd: 200 }, settings],
    ['a slow interval', HOUR + 1_000, page, slow],
    ['a slow interval, after a return', 3_000, returned, slow],
    ['a slow interval, after a mount', 3_000, arrived, slow],
    ['a fast interval, after a return', 1_500, returned, { ...settings, intervalMs: 500 }],
    ['a fast interval, after a mount', 1_500, arrived, { ...settings, intervalMs: 500 }],
  ])('%s: at %i ms', (_, due, surroundings, current) => {
    expect(at(asked, surroundings, 0, current).due).toBe(due)
  })

  it('counts from the last answer for somebody who comes back after a retry', () => {
    const retried = afterRetry(fail(asked, error('network'), 3_000), 3_500)
    expect(at(retried, page).due).toBe(5_000)
    expect(at(retried, returned).due).toBe(3_100)
  })

  it('eases to 10 s once the answers have been the same for 10 minutes', () => {
    const almost = answer(asked, running(10), 10 * MINUTE, 10 * MINUTE + 1_099)
    expect(at(almost).due).toBe(10 * MINUTE + 2_000)
    expect(at(eased).due).toBe(10 * MINUTE + 11_000)
    expect(at(answer(eased, running(11), 11 * MINUTE)).due).toBe(11 * MINUTE + 2_000)
  })
})

describe('the turns of one page', () => {
  const tenEvery = (ms: number, from = 0) => Array.from({ length: 10 }, (_, i) => from + i * ms)
  const five = [0, 1, 1, 2, 3]
  it.each<[string, number[], number, number, number]>([
    ['lets the first one start', [], 1, 0, 0],
    ['lets ten start at once', Array<number>(9).fill(0), 10, 0, 0],
    ['makes the eleventh wait out the second', Array<number>(10).fill(0), 10, 0, 1_000],
    ['counts any second, not the full ones', tenEvery(50, 700), 10, 1_200, 500],
    ['lets it start when the second is over', tenEvery(50), 10, 1_000, 0],
    ['lets five start together from eleven jobs on', [0, 1, 1, 2], 11, 3, 0],
    ['makes the sixth wait out half a second', five, 11, 3, 500],
    ['lets the next five start together', [...five, 503, 504, 504, 505], 11, 505, 0],
    ['lets nobody join a group that has started', [0, 1], 11, 60, 441],
    ['lets nobody join whom the ceiling keeps longer', [...tenEvery(20, -320), 500], 11, 500, 500],
    ['begins with a group after a rest', five, 11, 5_000, 0],
  ])('%s', (_, starts, crowd, now, ms) => {
    expect(msUntilTurn(starts, crowd, false, now)).toBe(ms)
  })

  it('lets what is urgent wait for the ceiling alone', () => {
    expect(msUntilTurn(five, 200, true, 3)).toBe(0)
    expect(msUntilTurn(tenEvery(50), 200, true, 500)).toBe(500)
  })
})

describe('phases', () => {
  it.each<[string, PollMemory | undefined, boolean, boolean]>([
    ['connecting', undefined, true, true],
    ['connecting', undefined, false, true],
    ['stopped', undefined, true, false],
    ['polling', asked, true, true],
    ['polling', eased, true, true],
    ['waiting', asked, false, true],
    ['waiting', dead, true, true],
    ['waiting', fail(undefined, error('timeout'), 0), true, true],
    ['finalizing', finalizing, true, true],
    ['finalizing', fail(finalizing, error('gone', 404), 4_000), true, true],
    ['settled', settled, true, true],
    ['settled', settled, true, false],
    ['settled', fail(settled, error('unauthorized', 401), 9_000), true, true],
    ['stopped', refused, true, true],
    ['stopped', quiet, true, true],
    ['stopped', asked, true, false],
  ])('%s', (phase, memory, online, enabled) => {
    expect(phaseOf(memory, online, enabled)).toBe(phase)
  })
})

describe('a job in which nothing moves', () => {
  it('stops after 6 hours, and says why', () => {
    expect(errorOf(quiet)).toMatchObject({ kind: 'timeout' })
    expect(errorOf(quiet)?.message).toContain('6 hours')
    expect(errorOf(asked)).toBeNull()
    expect(errorOf(dead)).toMatchObject({ kind: 'network' })
  })

  it.each([
    ['a refetch', afterRefetch],
    ['a resumption', afterResume],
  ])('goes on for another 6 hours after %s', (_, after) => {
    const resumed = after(quiet, 7 * HOUR)
    expect(phaseOf(resumed, true, true)).toBe('polling')
    expect(resumed.changedAt).toBe(quiet.changedAt)
    expect(phaseOf(answer(resumed, running(10), 8 * HOUR), true, true)).toBe('polling')
    expect(phaseOf(answer(resumed, running(10), 13 * HOUR), true, true)).toBe('stopped')
  })

  it('counts anew after a stop of any kind', () => {
    const later = afterResume(fail(asked, error('unauthorized', 401), HOUR), HOUR)
    expect(answer(later, running(10), HOUR).quiet).toEqual({ since: HOUR, ms: 100 })
  })

  it('is not changed by a refetch while it is polled', () => {
    expect(afterRefetch(asked, 9_000)).toBe(asked)
  })

  it('is not taken for one that has ended', () => {
    const ended = answer(answer(asked, done, 6 * HOUR), done, 13 * HOUR)
    expect(phaseOf(ended, true, true)).toBe('settled')
  })
})

describe('order', () => {
  it('an answer to an earlier request changes nothing', () => {
    const slow = nextRequest(asked, 3_000)
    const later = answer(asked, running(40), 5_000)
    const old = { job: running(20), version: null }
    expect(afterAnswer(later, old, slow, 5_200, 0)).toBe(later)
    expect(afterFailure(later, error('network'), slow, 5_200, 0, 1)).toBe(later)
  })

  it('a clock that was set back does not make every answer an earlier one', () => {
    const later = answer(asked, running(40), 9_000_000)
    expect(answer(later, running(60), 5_000).job).toMatchObject({ progress: { percent: 60 } })
  })

  it('a lower version is an answer, but nothing to show', () => {
    const seen = answer(asked, running(40), 3_000, 3_100, 17)
    const older = answer(seen, running(60), 5_000, 5_100, 16)
    expect(older.job).toBe(seen.job)
    expect(older).toMatchObject({ version: 17, lastCheckedAt: 5_100, changedAt: 3_100 })
    expect(answer(older, running(60), 7_000, 7_100, 18).job).toMatchObject({
      progress: { percent: 60 },
    })
  })

  it('a lower version neither revives a job that has ended nor keeps it from settling', () => {
    const ended = answer(asked, done, 3_000, 3_100, 17)
    expect(answer(ended, running(60), 3_100, 3_200, 16)).toMatchObject({
      job: { state: 'succeeded' },
      ending: { settled: true },
    })
  })

  it('versions begin anew with a job that was gone', () => {
    const seen = answer(asked, running(40), 3_000, 3_100, 17)
    const gone = fail(seen, error('gone', 404), 5_000)
    expect(answer(gone, running(50), 7_000, 7_100, 1).version).toBe(1)
  })

  it('a server that numbers nothing is believed', () => {
    const seen = answer(asked, running(40), 3_000, 3_100, 17)
    expect(answer(seen, running(60), 5_000)).toMatchObject({
      job: { progress: { percent: 60 } },
      version: 17,
    })
  })
})

describe('what another tab tells', () => {
  const later = answer(asked, running(40), 5_000)

  it('is believed when it was asked for later, or is all that is known', () => {
    expect(afterHearing(undefined, later, 3)).toEqual({ ...later, returns: 3 })
    expect(afterHearing(asked, later, 3)).toEqual({ ...later, returns: 3 })
  })

  it('is not when this tab knows better', () => {
    expect(afterHearing(later, asked, 3)).toBe(later)
    const retried = afterRetry(settled, 9_000)
    expect(afterHearing(retried, answer(settled, done, 8_900), 3)).toBe(retried)
  })

  it('is believed whatever a clock said that was set back', () => {
    const ahead = answer(asked, running(40), 9_000_000)
    const next = answer(ahead, running(50), 5_000)
    expect(afterHearing(ahead, next, 0).job).toBe(next.job)
  })

  it('is believed though the tab that asks has counted anew', () => {
    const anew = answer(undefined, running(50), 7_000)
    expect(afterHearing(later, anew, 0).job).toBe(anew.job)
  })
})

describe('memory', () => {
  it('is plain data, but for the error in it', () => {
    expect(structuredClone(settled)).toEqual(settled)
  })

  it('tells attempts apart: a restart and a retry each begin one', () => {
    const restarted = answer(settled, running(3), 9_000)
    expect([asked.attempt, settled.attempt, restarted.attempt]).toEqual([1_000, 1_000, 9_100])
    const retried = afterRetry(settled, 9_000)
    expect(answer(retried, running(3), 9_500).attempt).toBe(9_000)
    expect(retried.job).toMatchObject({ state: 'queued', progress: null })
  })

  it('keeps what a retry found when nothing had been answered yet', () => {
    expect(afterRetry(fail(undefined, error('gone', 404), 0), 5)).toMatchObject({
      failure: null,
      job: null,
    })
  })
})
