import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { failed, processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { setVisible } from '../testing/page'
import { at, body, renderLive } from '../testing/renderLive'
import { video42 } from '../testing/renderPoller'

withFakeTimers()

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a job that a socket tells of', () => {
  it('costs no polling, and shows what is told', async () => {
    const { times, poll, percent, sockets, change } = await renderLive()
    expect(poll()).toMatchObject({ phase: 'polling', live: true })
    for (let version = 11; version < 60; version++) {
      change(version, processing(version))
      await pass(10_000)
      expect(percent()).toBe(version)
    }
    expect(times()).toEqual([0])
    expect(sockets.sockets.map(({ url }) => url)).toEqual(['ws://api.test/ws/jobs/'])
    expect(sockets.sent()).toEqual([{ type: 'subscribe', jobs: [{ kind: 'video', id: '42' }] }])
  })

  it('is fetched once at once when it ends, and never again; then there is no socket', async () => {
    const onSettled = vi.fn()
    const { poll, sockets, server, change, requestsIn } = await renderLive({ onSettled })
    await pass(5_000)
    server.then(at(11, ready({ duration: 96 })))
    change(11, ready())
    expect(await requestsIn(HOUR)).toEqual([20])
    expect(poll()).toMatchObject({
      phase: 'settled',
      live: false,
      job: { result: { durationSeconds: 96 } },
    })
    expect(onSettled).toHaveBeenCalledTimes(1)
    expect(sockets.open()).toEqual([])
    expect(sockets.sockets).toHaveLength(1)
  })

  it('is fetched once at its end even if the socket says so twice, and with requests that fail', async () => {
    const { poll, server, change, sockets, requestsIn } = await renderLive()
    server.then({ fails: true, afterMs: 500 }, at(11, ready()))
    change(11, ready())
    await pass(100)
    sockets.change('video:42', 11, body(ready()))
    await pass(500)
    sockets.change('video:42', 11, body(ready()))
    expect(await requestsIn(HOUR)).toHaveLength(1)
    expect(poll().phase).toBe('settled')
  })

  it('stays live while hidden, and asks nothing on the return', async () => {
    const { poll, change, percent, requestsIn } = await renderLive()
    await setVisible(false)
    await pass(20_000)
    change(11, processing(11))
    await pass(20_000)
    expect(percent()).toBe(11)
    await setVisible(true)
    expect(poll().live).toBe(true)
    expect(await requestsIn(5_000)).toEqual([])
  })

  it('shows a restart after a retry, and not the end before it', async () => {
    const { poll, server, client, change, percent } = await renderLive()
    server.then(at(11, failed()), { status: 202, text: '{}' }, at(11, failed()), at(13, ready()))
    change(11, failed())
    await pass(100)
    expect(poll().phase).toBe('settled')
    await act(() => client.retry(video42))
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'polling', live: true, job: { state: 'queued' } })
    change(12, processing(3))
    await pass(100)
    expect(percent()).toBe(3)
    change(13, ready())
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('is asked for at once after a retry that found it at work, and is live from the next change on', async () => {
    const { poll, server, client, change, percent, requestsIn } = await renderLive()
    await pass(5_000)
    server.then({ status: 200, text: '{}' }, at(10, processing(10)))
    await act(() => client.retry(video42))
    await pass(100)
    expect(percent()).toBe(10)
    expect(await requestsIn(4_000)).toEqual([1_900, 3_900])
    change(11, processing(11))
    await pass(100)
    expect(poll().live).toBe(true)
    expect(await requestsIn(20_000)).toEqual([])
  })

  it('is asked for at once after a retry, whatever the final fetch before was told', async () => {
    const { server, client, change } = await renderLive()
    const busy = { status: 503, headers: { 'Retry-After': '45' } }
    server.then(busy, { status: 202, text: '{}' }, at(13, processing(1)))
    change(11, failed())
    await pass(3_000)
    change(12, failed())
    await pass(100)
    const { length } = server.requests
    await act(() => client.retry(video42))
    await pass(1_000)
    expect(server.requests.slice(length).map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  it('shows again what a new socket repeats of it after a retry', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { sockets, server, client, percent } = await renderLive()
    server.then({ status: 200, text: '{}' }, { hangs: true })
    await act(() => client.retry(video42))
    await pass(100)
    expect(percent()).toBeUndefined()
    sockets.drop()
    await pass(5_000)
    expect(percent()).toBe(10)
  })
})

describe('the order of what is told', () => {
  it('an older message changes nothing, and the same one twice neither', async () => {
    const { percent, change, poll } = await renderLive()
    change(12, processing(30))
    change(11, processing(20))
    await pass(100)
    expect(percent()).toBe(30)
    const { changedAt } = poll()
    await pass(1_000)
    change(12, processing(30))
    await pass(1_000)
    expect(poll()).toMatchObject({ changedAt, live: true })
  })

  it('an answer that was asked for before a message does not overwrite it, numbered or not', async () => {
    const { percent, change, poll, server } = await renderLive()
    for (const answer of [at(10, processing(10)), processing(10), failed()]) {
      server.then({ ...answer, afterMs: 1_000 })
      act(() => void poll().refetch())
      await pass(500)
      change(Date.now(), processing(50))
      await pass(1_000)
      expect(percent()).toBe(50)
    }
  })

  it('an end that was told is not undone by an answer to an earlier request', async () => {
    const { change, poll, server, requestsIn } = await renderLive()
    server.then({ ...processing(20), afterMs: 1_000 }, ready())
    act(() => void poll().refetch())
    await pass(500)
    change(11, ready())
    expect(await requestsIn(HOUR)).toEqual([500])
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })

  it('a message that comes after the final fetch changes nothing', async () => {
    const { change, poll, server, sockets } = await renderLive()
    server.then(at(11, ready()))
    change(11, ready())
    await pass(30)
    sockets.say({ type: 'status', kind: 'video', id: '42', version: 12, body: body(processing(1)) })
    await pass(HOUR)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })
})

describe('a socket that says nothing of a job', () => {
  it('is checked once in 30 s, and believed while the API has nothing new either', async () => {
    const { poll, requestsIn } = await renderLive()
    expect(await requestsIn(100_000)).toEqual([29_940, 59_940, 89_940])
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
  })

  it('is not believed once it has kept a change to itself: polling goes on until it speaks', async () => {
    const { poll, change, server, requestsIn } = await renderLive()
    server.then(at(11, processing(20)))
    expect(await requestsIn(36_000)).toEqual([29_940, 31_940, 33_940, 35_940])
    expect(poll().live).toBe(false)
    change(12, processing(30))
    await pass(100)
    expect(poll().live).toBe(true)
    expect(await requestsIn(20_000)).toEqual([])
  })

  it('may say that the job has ended while the API wants to be left in peace', async () => {
    const { poll, server, change, requestsIn } = await renderLive()
    server.then({ status: 503, headers: { 'Retry-After': '20' } }, at(11, ready()))
    await pass(31_000)
    change(11, ready())
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'finalizing', error: null })
    expect(await requestsIn(MINUTE)).toEqual([18_840])
    expect(poll().phase).toBe('settled')
  })

  it('is no loss at the end of the job', async () => {
    const { poll, server, requestsIn } = await renderLive()
    server.then(at(11, ready()))
    expect(await requestsIn(HOUR)).toEqual([29_940, 29_940])
    expect(poll().phase).toBe('settled')
  })

  it('is a failure of the API if that does not answer', async () => {
    const { poll, server, change } = await renderLive()
    server.then({ status: 503 })
    await pass(32_000)
    expect(poll()).toMatchObject({ phase: 'waiting', live: false })
    change(11, processing(20))
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'polling', live: true, error: null })
  })
})
