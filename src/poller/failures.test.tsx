import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setOnline, setVisible } from '../testing/page'
import { renderPoller } from '../testing/renderPoller'

const HOUR = 3_600_000

withFakeTimers()

describe('rule 7: failures', () => {
  it('waits 2, 4, 8, 16, 30, 30 s at most, and keeps what is on screen', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { times, poll, percent } = renderPoller([processing(40), { fails: true }])
    await pass(92_000)
    expect(times()).toEqual([0, 2_000, 4_000, 8_000, 16_000, 32_000, 62_000, 92_000])
    expect(poll()).toMatchObject({ phase: 'waiting', error: { kind: 'network' } })
    expect(percent()).toBe(40)
  })

  it('waits half of that at least', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { times } = renderPoller([{ status: 500 }])
    await pass(7_000)
    expect(times()).toEqual([0, 1_000, 3_000, 7_000])
  })

  it('starts anew after the first answer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { server, times, poll } = renderPoller([
      { fails: true },
      { fails: true },
      processing(5),
      { fails: true },
    ])
    await pass(6_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
    server.then({ fails: true }, processing(6))
    await pass(4_000)
    expect(times()).toEqual([0, 2_000, 6_000, 8_000, 10_000])
  })

  it.each([
    ['a connection that is refused', { fails: true } as const, 'network'],
    ['a page of HTML', { status: 200, text: '<html>502</html>' }, 'malformed'],
    ['an empty body', { status: 200 }, 'malformed'],
    ['another job', { json: { id: 43, status: 'READY' } }, 'malformed'],
    ['a 503', { status: 503, text: '<html>' }, 'http'],
    ['a 408', { status: 408 }, 'http'],
    ['a 429', { status: 429, text: '{"detail":"천천히"}' }, 'http'],
  ])('survives %s', async (_, answer, kind) => {
    const { poll } = renderPoller([answer, processing(7)])
    await pass(0)
    expect(poll()).toMatchObject({ phase: 'waiting', job: undefined, error: { kind } })
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', job: { state: 'running' }, error: null })
  })

  it('begins a wait after the failure, not before: a return during the request does not end it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { times } = renderPoller([processing(1), { fails: true, afterMs: 1_000 }, processing(2)])
    await pass(2_500)
    await setVisible(false)
    await setVisible(true)
    await pass(4_000)
    expect(times()).toEqual([0, 2_000, 5_000])
  })

  it('gives a request 10 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { poll, times, server } = renderPoller([{ hangs: true }, processing(7)])
    await pass(10_000)
    expect(poll()).toMatchObject({ phase: 'waiting', error: { kind: 'timeout' } })
    expect(server.requests[0]?.outcome).toBe('aborted')
    await pass(2_000)
    expect(times()).toEqual([0, 12_000])
  })
})

describe('rule 8: Retry-After', () => {
  it.each([
    ['5', 5_000],
    ['0', 1_000],
    ['86400', 300_000],
  ])('waits as long as %s says, within bounds', async (value, wait) => {
    const { times } = renderPoller([
      { status: 503, headers: { 'Retry-After': value } },
      processing(1),
    ])
    await pass(wait)
    expect(times()).toEqual([0, wait])
  })

  it('is not cut short by a return to the page', async () => {
    const { times } = renderPoller([
      { status: 429, headers: { 'Retry-After': '60' } },
      processing(1),
    ])
    await pass(1_000)
    await setVisible(false)
    await setVisible(true)
    await setOnline(false)
    await setOnline(true)
    await pass(58_999)
    expect(times()).toEqual([0])
    await pass(1)
    expect(times()).toEqual([0, 60_000])
  })
})

describe('rule 10: stops', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [400, 'misconfigured'],
    [422, 'http'],
  ])('%i stops at once and says why', async (status, kind) => {
    const { times, poll } = renderPoller([{ status, text: '{"detail":"tenant가 필요합니다."}' }])
    await pass(HOUR)
    expect(times()).toEqual([0])
    expect(poll()).toMatchObject({
      phase: 'stopped',
      error: { kind, status, detail: 'tenant가 필요합니다.' },
    })
  })

  it.each([404, 410])('%i is asked once more after 2 s, then the job is gone', async (status) => {
    const { times, poll } = renderPoller([{ status }])
    await pass(0)
    expect(poll().phase).toBe('waiting')
    await pass(HOUR)
    expect(times()).toEqual([0, 2_000])
    expect(poll()).toMatchObject({ phase: 'stopped', error: { kind: 'gone' } })
  })

  it('a 404 that was a slip changes nothing', async () => {
    const { poll } = renderPoller([{ status: 404 }, processing(1)])
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
  })

  it('resumes on refetch()', async () => {
    const { server, times, poll } = renderPoller([{ status: 401 }])
    await pass(5_000)
    server.then(processing(1), ready())
    await act(() => poll().refetch())
    await pass(2_000)
    expect(times()).toEqual([0, 5_000, 7_000, 7_000])
    expect(poll().phase).toBe('settled')
  })

  it('resumes on client.resume() if it was a 401, and only then', async () => {
    const unauthorized = renderPoller([{ status: 401 }])
    const gone = renderPoller([{ status: 400 }])
    await pass(5_000)
    unauthorized.server.then(processing(1))
    act(() => {
      unauthorized.client.resume()
      gone.client.resume()
    })
    await pass(1)
    expect(unauthorized.times()).toHaveLength(2)
    expect(gone.times()).toHaveLength(1)
  })

  it('resumes even if the 401 to an earlier request is still to come', async () => {
    const { server, client, poll } = renderPoller([{ status: 401 }])
    await pass(1_000)
    server.then({ status: 401, afterMs: 500 }, processing(1))
    void poll().refetch()
    await pass(100)
    act(() => {
      client.resume()
    })
    await pass(2_000)
    expect(poll()).toMatchObject({ phase: 'polling', error: null })
  })

  it('a 404 after other failures is the first of its kind', async () => {
    const { poll } = renderPoller([{ status: 502 }, { status: 404 }, processing(1)])
    await pass(10_000)
    expect(poll().phase).toBe('polling')
  })

  it('gives a job that seems to be gone its 2 s, whoever comes back meanwhile', async () => {
    const { times } = renderPoller([{ status: 404 }])
    await pass(100)
    await setVisible(false)
    await setVisible(true)
    await pass(5_000)
    expect(times()).toEqual([0, 2_000])
  })

  it('asks for headers again before a 401 counts', async () => {
    let token = 0
    const headers = () => Promise.resolve({ Authorization: `Bearer ${++token}` })
    const { server, poll } = renderPoller([{ status: 401 }, processing(1)], { client: { headers } })
    await pass(0)
    expect(server.requests.map((r) => r.headers.get('Authorization'))).toEqual([
      'Bearer 1',
      'Bearer 2',
    ])
    expect(poll().phase).toBe('polling')
    server.then({ status: 401 })
    await pass(2_000)
    expect(server.requests).toHaveLength(4)
    expect(poll()).toMatchObject({ phase: 'stopped', error: { kind: 'unauthorized' } })
  })
})
