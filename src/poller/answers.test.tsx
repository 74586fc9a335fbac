import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { failed, processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import { renderPoller, video42 } from '../testing/renderPoller'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

withFakeTimers()

describe('rule 11: odd answers', () => {
  it('never shows less progress within an attempt, and at most 99 before the end', async () => {
    const { percent } = renderPoller([
      processing(40),
      processing(30),
      processing(null),
      processing(150),
    ])
    await pass(0)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(40)
    await pass(2_000)
    expect(percent()).toBe(99)
  })

  it('never invents a percent', async () => {
    const { percent, poll } = renderPoller([
      processing(null, { encoding_remaining_seconds: 60 }),
      { json: { id: 42, status: 'PROCESSING', encoding_progress: '40' } },
      processing(0),
    ])
    await pass(0)
    expect(percent()).toBeNull()
    await pass(2_000)
    expect(poll().job).toMatchObject({ progress: null })
    await pass(2_000)
    expect(percent()).toBe(0)
  })

  it('keeps a title that a later answer does not repeat', async () => {
    const { poll } = renderPoller([processing(1, { title: '3강.mp4' }), ready()])
    await pass(2_000)
    expect(poll().job?.title).toBe('3강.mp4')
  })

  it('takes an unknown status as in progress', async () => {
    const { poll } = renderPoller([{ json: { id: 42, status: 'THINKING' } }])
    await pass(0)
    expect(poll()).toMatchObject({
      phase: 'polling',
      job: { state: 'running', rawStatus: 'THINKING' },
    })
  })
})

describe('rule 12: retry', () => {
  it('does not believe the old end until the job was seen in progress', async () => {
    const { server, poll, percent, client } = renderPoller([processing(60), failed()])
    await pass(2_000)
    expect(poll().phase).toBe('settled')
    server.then({ status: 202, text: '{}' }, failed(), failed(), processing(4), ready())
    await act(() => client.retry(video42))
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued', progress: null } })
    await pass(4_500)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued' } })
    await pass(2_000)
    expect(percent()).toBe(4)
    await pass(HOUR)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('holds for a retry while a request is under way', async () => {
    const slow = { ...failed(), afterMs: 1_000 }
    const { server, poll, client } = renderPoller([processing(60), slow])
    await pass(2_500)
    server.then({ status: 202 }, processing(4))
    await act(() => client.retry(video42))
    await pass(1_000)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'queued' } })
  })

  it('holds for a retry before the first poll', async () => {
    const { server, mount, client } = renderPoller([{ hangs: true }], { enabled: false })
    server.then({ status: 202 }, failed(), processing(4))
    await act(() => client.retry(video42))
    const poll = mount({})
    expect(poll.result.current.phase).toBe('connecting')
    await pass(2_500)
    expect(poll.result.current).toMatchObject({ phase: 'polling', job: { state: 'running' } })
  })

  it('is not prolonged by a clock that is set back', async () => {
    const { server, poll, client } = renderPoller([failed()])
    await pass(0)
    server.then({ status: 202 }, failed())
    await act(() => client.retry(video42))
    vi.setSystemTime(Date.now() - HOUR)
    await pass(10_000)
    expect(poll().phase).toBe('settled')
  })

  it('believes it after 30 s', async () => {
    const { server, poll, client } = renderPoller([failed()])
    await pass(0)
    server.then({ status: 202 }, failed())
    await act(() => client.retry(video42))
    await pass(29_000)
    expect(poll().phase).toBe('polling')
    await pass(3_000)
    expect(poll().phase).toBe('settled')
  })
})

describe('rule 13: change', () => {
  it('moves changedAt when the server says something new, not when seconds count down', async () => {
    const left = (seconds: number) => processing(10, { encoding_remaining_seconds: seconds })
    const { poll } = renderPoller([left(60), left(58), processing(11)])
    await pass(0)
    const first = poll().changedAt
    expect(first).toBe(Date.now())
    await pass(2_000)
    expect(poll()).toMatchObject({ changedAt: first, lastCheckedAt: Date.now() })
    await pass(2_000)
    expect(poll().changedAt).toBe(Date.now())
  })
})

describe('rule 13: what counts as a change', () => {
  const step = (index: number, percent: number, name = '인코딩') => ({
    encoding_step_index: index,
    encoding_step_total: 7,
    encoding_step_name: name,
    encoding_step_percent: percent,
  })
  it.each([
    ['the percent', processing(10), processing(11)],
    ['a percent that the screen does not show', processing(99), processing(100)],
    ['a percent that falls', processing(40), processing(30)],
    ['the step', processing(10, step(3, 0)), processing(10, step(4, 0))],
    ['the name of the step', processing(10, step(4, 0)), processing(10, step(4, 0, '검증'))],
    ['the step percent', processing(10, step(4, 1)), processing(10, step(4, 2))],
    [
      'updated_at',
      processing(10, { updated_at: '2026-03-01T00:00:00Z' }),
      processing(10, { updated_at: '2026-03-01T00:00:09Z' }),
    ],
    [
      'the status',
      { json: { id: 42, status: 'PROCESSING' } },
      { json: { id: 42, status: 'UNKNOWN' } },
    ],
  ])('%s', async (_, before, after) => {
    const { poll } = renderPoller([before, before, after])
    await pass(0)
    const first = poll().changedAt
    await pass(2_000)
    expect(poll().changedAt).toBe(first)
    await pass(2_000)
    expect(poll().changedAt).toBe(Date.now())
  })
})

describe('rule 13: a job in which nothing moves', () => {
  const still = processing(40, { updated_at: '2026-11-23T00:00:00Z' })

  it('is asked for every 10 s after 10 minutes without a change', async () => {
    const { times, server } = renderPoller([still])
    await pass(10 * MINUTE)
    expect(times().slice(-2)).toEqual([10 * MINUTE - 2_000, 10 * MINUTE])
    await pass(20_000)
    expect(times().slice(-2)).toEqual([10 * MINUTE + 10_000, 10 * MINUTE + 20_000])
    server.then(processing(41))
    await pass(14_000)
    expect(times().slice(-3)).toEqual([
      10 * MINUTE + 30_000,
      10 * MINUTE + 32_000,
      10 * MINUTE + 34_000,
    ])
  })

  it('is asked for at once on return all the same', async () => {
    const { times } = renderPoller([still])
    await pass(10 * MINUTE)
    await setVisible(false)
    await pass(5_000)
    await setVisible(true)
    await pass(250)
    expect(times().at(-1)).toBe(10 * MINUTE + 5_000)
  })

  it('is asked for no more after 6 hours, and says why, until somebody wants to go on', async () => {
    const { times, poll, server } = renderPoller([still], { intervalMs: MINUTE })
    await pass(6 * HOUR)
    expect(times()).toHaveLength(361)
    await pass(HOUR)
    expect(times()).toHaveLength(361)
    expect(poll()).toMatchObject({
      phase: 'stopped',
      job: { state: 'running' },
      error: { kind: 'timeout', message: expect.stringContaining('6 hours') as string },
    })
    expect(vi.getTimerCount()).toBe(0)
    await act(() => poll().refetch())
    await pass(MINUTE)
    expect(times()).toHaveLength(363)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
    server.then(ready())
    await pass(MINUTE)
    expect(poll().phase).toBe('settled')
  })

  it('goes on after client.resume(), too', async () => {
    const { times, poll, client } = renderPoller([still], { intervalMs: MINUTE })
    await pass(7 * HOUR)
    expect(times()).toHaveLength(361)
    act(() => {
      client.resume()
    })
    await pass(0)
    expect(times()).toHaveLength(362)
    expect(poll().phase).toBe('polling')
  })
})

describe('rule 15: order', () => {
  const at = (version: string) => ({ headers: { 'X-Status-Version': version } })

  it('shows no answer of a lower version than one that was shown', async () => {
    const { percent, poll, times } = renderPoller([
      { ...processing(40), ...at('17') },
      { ...processing(70), ...at('16') },
      { ...processing(50), ...at('18') },
    ])
    await pass(2_000)
    expect(percent()).toBe(40)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
    await pass(2_000)
    expect(percent()).toBe(50)
    expect(times()).toEqual([0, 2_000, 4_000])
  })

  it('knows versions of microseconds since 1970', async () => {
    const { percent } = renderPoller([
      { ...processing(40), ...at('1795600000000005') },
      { ...processing(70), ...at('1795600000000001') },
    ])
    await pass(2_000)
    expect(percent()).toBe(40)
  })

  it('does not revive a job by a lower version', async () => {
    const { poll, times } = renderPoller([
      { ...ready(), ...at('17') },
      { ...processing(99), ...at('16') },
    ])
    await pass(HOUR)
    expect(times()).toEqual([0, 0])
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it.each(['', 'seventeen', '-1', '1.5', '9'.repeat(16), '9'.repeat(30)])(
    'takes no version from the header "%s"',
    async (version) => {
      const { percent } = renderPoller([
        { ...processing(40), ...at(version) },
        { ...processing(70), ...at('1') },
      ])
      await pass(2_000)
      expect(percent()).toBe(70)
    },
  )

  it('a refetch joins a later request under way, too', async () => {
    const { poll, server } = renderPoller([processing(10), { ...processing(20), afterMs: 1_500 }])
    await pass(2_500)
    void poll().refetch()
    await pass(1_000)
    expect(server.requests.map(({ at, outcome }) => [at, outcome])).toEqual([
      [0, 'answered'],
      [2_000, 'answered'],
    ])
  })

  it('a refetch joins the request under way, so that no answer can overtake another', async () => {
    const { poll, times, percent } = renderPoller([
      { ...processing(10), afterMs: 1_500 },
      processing(20),
    ])
    await pass(500)
    void poll().refetch()
    await pass(1_000)
    expect(times()).toEqual([0])
    expect(percent()).toBe(10)
  })
})
