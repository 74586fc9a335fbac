import { describe, expect, it } from 'vitest'
import { JobStatusError } from '../job/JobStatusError'
import type { WorkerJob } from '../job/WorkerJob'
import { done, page, running, settings } from '../testing/policyInputs'
import { afterPush } from './afterPush'
import { afterPushLost } from './afterPushLost'
import {
  afterAnswer,
  afterFailure,
  afterRetry,
  afterSetBack,
  decide,
  isLive,
  nextRequest,
  type PollMemory,
  type Surroundings,
} from './policy'

const answer = (memory: PollMemory | undefined, job: WorkerJob, at: number, version: number) =>
  afterAnswer(memory, { job, version }, nextRequest(memory, at), at, 0)
const fail = (memory: PollMemory, at: number) =>
  afterFailure(memory, new JobStatusError('network', ''), nextRequest(memory, at), at, 0, 1)
function push(memory: PollMemory | undefined, job: WorkerJob, at: number, version: number) {
  const next = afterPush(memory, { job, version }, at, 0)
  if (!next) throw new Error('Nothing is known.')
  return next
}

const asked = answer(undefined, running(10), 1_000, 10)
const live = push(asked, running(10), 5_000, 10)
const lost = afterPushLost(live, 9_000, 0, 0.5)
const ended = push(live, done, 6_000, 11)

describe('what is decided of a job that a socket tells of', () => {
  const dead = fail(live, 35_000)
  const crowded = { ...page, crowd: 150 }
  const hidden = { ...page, visible: false }
  it.each<[string, PollMemory, Surroundings, string, number]>([
    ['it is checked after 30 s', live, page, 'silence', 35_000],
    ['whatever the crowd', live, crowded, 'silence', 35_000],
    ['hidden', live, hidden, 'silence', 35_000],
    ['on a return', live, { ...page, returns: 1 }, 'silence', 35_000],
    ['for somebody new', live, { ...page, arrived: true }, 'silence', 35_000],
    ['the final fetch goes first', ended, page, 'final', 1_000],
    ['a check that fails is a failure', dead, page, 'failure', 37_000],
    ['a socket that is lost is given 2 s and some more', lost, page, 'take-over', 11_250],
    ['less for somebody who returns', lost, { ...page, returns: 1 }, 'back', 3_000],
    ['but no less than the pace', lost, crowded, 'ceiling', 16_000],
    ['when hidden', lost, hidden, 'hidden', 31_000],
  ])('%s', (_, memory, surroundings, because, due) => {
    const decision = decide(memory, surroundings, settings)
    expect(decision).toMatchObject({ because })
    if (!decision.ask) throw new Error('It is not to be asked for.')
    if (because !== 'final') expect(decision.since + decision.waitMs).toBe(due)
  })

  it('a socket that works has a second to tell somebody new', () => {
    const arrived = { ...page, arrived: true }
    const dueFor = (around: Surroundings) => {
      const decision = decide(lost, around, settings)
      return decision.ask && decision.since + decision.waitMs
    }
    expect(dueFor(arrived)).toBe(3_000)
    expect(dueFor({ ...arrived, subscribedAt: 7_000 })).toBe(8_000)
    expect(dueFor({ ...arrived, subscribedAt: 1_500 })).toBe(3_000)
  })

  it('nothing known: a socket that works has a second to tell', () => {
    expect(decide(undefined, { ...page, subscribedAt: 7_000 }, settings)).toEqual({
      ask: true,
      because: 'first',
      since: 7_000,
      waitMs: 1_000,
    })
  })
})

describe('a message', () => {
  it('of an older version says nothing, one of the same that the socket works', () => {
    expect(push(live, running(5), 9_000, 9)).toBe(live)
    expect(push(live, running(5), 9_000, 10)).toEqual({
      ...live,
      lastCheckedAt: 9_000,
      push: { live: true, heardAt: 9_000 },
    })
  })

  it('counts as an answer to a request sent as it came: earlier ones change nothing', () => {
    const request = nextRequest(live, 5_500)
    const next = push(live, running(50), 6_000, 11)
    expect(afterAnswer(next, { job: running(1), version: null }, request, 7_000, 0)).toBe(next)
    expect(next).toMatchObject({ changedAt: 6_000, lastCheckedAt: 6_000, askedAt: 6_000 })
  })

  it('of an end is no final fetch, however often it comes', () => {
    expect(ended.ending).toEqual({ failures: 0, settled: false })
    const failed = fail(ended, 6_100)
    const again = push(failed, done, 7_000, 12)
    expect(again).toMatchObject({ ending: { failures: 1, settled: false }, askedAt: 6_100 })
    expect(again.failure).toBe(failed.failure)
    const settled = answer(ended, done, 6_100, 11)
    expect(settled.ending?.settled).toBe(true)
    expect(push(settled, running(1), 7_000, 12)).toBe(settled)
  })

  it('ends the wait after a failure', () => {
    expect(isLive(fail(live, 35_000))).toBe(false)
    expect(push(fail(live, 35_000), running(10), 36_000, 10)).toMatchObject({ failure: null })
  })

  it('of the old end is not believed after a retry', () => {
    const retried = afterRetry(ended, 8_000)
    expect(push(retried, done, 9_000, 12).ending).toBeNull()
    expect(push(retried, running(1), 9_000, 12).job?.state).toBe('running')
  })
})

describe('a check after silence', () => {
  it('that brings nothing new is no reproach', () => {
    expect(answer(live, running(10), 35_000, 10)).toMatchObject({
      push: { live: true, heardAt: 35_000 },
    })
    // Redis was down: an older row says less, not more.
    expect(answer(live, running(1), 35_000, 9).push).toMatchObject({ live: true })
  })

  it('that brings news is: there is no more trust until the next message', () => {
    const doubted = answer(live, running(20), 35_000, 11)
    expect(doubted.push).toBeNull()
    expect(push(doubted, running(21), 36_000, 12).push).toEqual({ live: true, heardAt: 36_000 })
  })

  it('by hand, before the socket had its time, is neither', () => {
    expect(answer(live, running(20), 9_000, 11).push).toBe(live.push)
  })
})

it('a clock that was set back makes no wait longer', () => {
  expect(afterSetBack(live, 1_000).push).toEqual({ live: true, heardAt: 1_000 })
  expect(afterSetBack(lost, 8_000).push).toEqual({ live: false, lostAt: 8_000, jitter: 0.5 })
  expect(afterSetBack(lost, 9_000)).toBe(lost)
})

describe('a return to the page', () => {
  const back = { ...page, returns: 1 }
  it('before a socket is lost was shown what that told', () => {
    expect(decide(afterPushLost(live, 20_000, 1, 0), back, settings)).toMatchObject({
      because: 'take-over',
    })
  })
  it('ends the wait after a failed check, though the socket is lost then', () => {
    const dead = fail(live, 35_000)
    expect(decide(afterPushLost(dead, 36_000, 1, 0), back, settings)).toMatchObject({
      because: 'failure',
      waitMs: 0,
    })
  })
})
