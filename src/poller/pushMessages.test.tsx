import { describe, expect, it } from 'vitest'
import { processing, ready } from '../testing/answers'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { body, renderLive } from '../testing/renderLive'

withFakeTimers()

describe('a message that is none', () => {
  const status = { type: 'status', kind: 'video', id: '42', version: 11 }
  it.each([
    ['text', 'hello'],
    ['nothing', ''],
    ['a list', []],
    ['null', null],
    ['an unknown type', { ...status, type: 'status2', body: body(ready()) }],
    [
      'of a job that nobody asked about',
      { ...status, id: '43', body: { id: 43, status: 'READY' } },
    ],
    ['of another kind', { ...status, kind: 'excel', body: { job_id: '42', status: 'DONE' } }],
    ['of no kind', { ...status, kind: 'constructor', body: body(ready()) }],
    ['with the answer of another job', { ...status, body: { id: 43, status: 'READY' } }],
    ['without a status', { ...status, body: { id: 42 } }],
    ['without a body', status],
    ['with a version as text', { ...status, version: '11', body: body(ready()) }],
    ['with half a version', { ...status, version: 11.5, body: body(ready()) }],
    ['with a version below 0', { ...status, version: -1, body: body(ready()) }],
    ['of 1 MB', { ...status, body: { id: 42, status: 'READY', title: 'x'.repeat(999_950) } }],
    [
      'of 1 MB of Korean',
      { ...status, body: { id: 42, status: 'READY', title: '가'.repeat(333_320) } },
    ],
    ['an error about nothing', { type: 'error', detail: 'bad' }],
    ['binary', new ArrayBuffer(8)],
  ])('%s: is ignored and counted, and the socket stays', async (_, message) => {
    const { sockets, poll, counts, change, percent } = await renderLive()
    if (message instanceof ArrayBuffer) sockets.open()[0]?.onmessage?.({ data: message })
    else sockets.say(message)
    await pass(100)
    expect(poll()).toMatchObject({ live: true, phase: 'polling' })
    expect(counts()).toEqual({ works: true, attempts: 1, messages: 2, ignored: 1 })
    change(11, processing(20))
    await pass(100)
    expect(percent()).toBe(20)
    expect(sockets.sockets).toHaveLength(1)
  })

  it('is no sign of life: a socket that says nothing else is given up', async () => {
    const { sockets, poll, server } = await renderLive()
    sockets.mode = 'silent'
    for (let s = 0; s < 31; s++) {
      sockets.say('garbage')
      await pass(1_000)
    }
    expect(sockets.sockets[0]?.readyState).toBe(3)
    expect(poll()).toMatchObject({ live: false, phase: 'polling' })
    await pass(10_000)
    expect(server.requests.length).toBeGreaterThan(4)
  })
})

describe('a long message', () => {
  it('below 1 MB is read: the end of an import may bring thousands of rows', async () => {
    const { sockets, poll } = await renderLive()
    const errors = Array.from({ length: 8_000 }, (_, row) => ({
      row,
      error: '전화번호가 이미 있습니다.',
    }))
    sockets.say({
      type: 'status',
      kind: 'video',
      id: '42',
      version: 11,
      body: { id: 42, status: 'READY', errors },
    })
    await pass(100)
    expect(poll()).toMatchObject({ phase: 'settled', job: { state: 'succeeded' } })
  })
})
