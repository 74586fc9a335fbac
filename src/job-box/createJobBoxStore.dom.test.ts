import { describe, expect, it, vi } from 'vitest'
import { createJobClient } from '../api/jobClient'
import { createJobBoxStore } from './createJobBoxStore'
import { a, b, c, good, ids, reload, withEmptyStorage } from '../testing/storedList'

withEmptyStorage()

describe('the list', () => {
  it('has the newest job first', () => {
    const store = reload()
    store.track(a)
    store.track(b)
    expect(ids(store)).toEqual(['b', 'a'])
  })

  it('moves nothing when a job is tracked again, and takes its new title', () => {
    const store = reload()
    store.track(a)
    store.track(b)
    store.record(a, good)
    store.track({ ...a, title: 'renamed.xlsx' })
    expect(ids(store)).toEqual(['b', 'a'])
    expect(store.getSnapshot().jobs[1]).toMatchObject({ title: 'renamed.xlsx', outcome: good })
  })

  it('takes what was only found on the server for new when it is tracked, and opens', () => {
    const progress = { title: 'found.mp4', jobType: null, rawStatus: 'PENDING', progress: null }
    const ref = { kind: 'video' as const, id: '42' }
    const store = reload()
    store.restore([{ ref, ...progress, state: 'queued' }], 2)
    expect(store.getSnapshot()).toMatchObject({ open: false, jobs: [{ title: 'found.mp4' }] })
    store.track({ ...ref, title: 'mine.mp4' })
    expect(store.getSnapshot()).toMatchObject({ open: true, jobs: [{ title: 'mine.mp4' }] })
    expect(ids(store)).toEqual(['42'])
  })

  it('holds the newest 200', () => {
    const store = reload()
    for (let i = 0; i < 210; i++) store.track({ ...a, id: String(i) })
    expect(ids(store)).toHaveLength(200)
    expect(ids(store)[0]).toBe('209')
    expect(ids(reload())).toHaveLength(200)
  })

  it('tells its listeners of changes until they leave', () => {
    const store = reload()
    const listener = vi.fn()
    const leave = store.subscribe(listener)
    store.track(a)
    leave()
    store.track(b)
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('keeps its snapshot while nothing changes', () => {
    const store = reload()
    store.track(a)
    store.record(a, good)
    const before = store.getSnapshot()
    store.record(a, { ...good })
    store.record(b, good)
    expect(store.getSnapshot()).toBe(before)
  })
})

describe('removal', () => {
  it('can be undone for 10 s, and puts the job back where it was', () => {
    const store = reload()
    for (const job of [a, b, c]) store.track(job)
    store.dismiss(b)
    expect(ids(store)).toEqual(['c', 'a'])
    vi.advanceTimersByTime(9_900)
    store.undoDismiss()
    expect(ids(store)).toEqual(['c', 'b', 'a'])
    expect(ids(reload())).toEqual(['c', 'b', 'a'])
  })

  it('is for good after 10 s', () => {
    const store = reload()
    store.track(a)
    store.dismiss(a)
    expect(store.getSnapshot().removed).toHaveLength(1)
    vi.advanceTimersByTime(10_000)
    expect(store.getSnapshot().removed).toEqual([])
    store.undoDismiss()
    expect(ids(store)).toEqual([])
  })

  it('of what is finished keeps failures and what is in progress', () => {
    const store = reload()
    for (const job of [a, b, c]) store.track(job)
    store.track({ ...a, id: 'all-failed' })
    store.record(a, good)
    store.record(b, { state: 'failed' })
    store.record(
      { kind: 'excel', id: 'all-failed' },
      { state: 'succeeded', result: { type: 'messaging', sent: 0, failed: 3 } },
    )
    store.clearFinished()
    expect(ids(store)).toEqual(['all-failed', 'c', 'b'])
    store.undoDismiss()
    expect(ids(store)).toEqual(['all-failed', 'c', 'b', 'a'])
  })
})

describe('memory', () => {
  it('survives a reload: titles, order and how jobs ended', () => {
    const store = reload()
    store.track(a)
    store.track(b)
    store.record(a, good)
    expect(reload().getSnapshot().jobs).toEqual(store.getSnapshot().jobs)
  })

  it.each([
    ['another tenant', { tenant: 'other', scope: 'kim' }],
    ['another user', { tenant: 'academy', scope: 'lee' }],
    ['another server', { baseUrl: '/v2', tenant: 'academy', scope: 'kim' }],
  ])('is not shared with %s', (_, identity) => {
    reload().track(a)
    expect(ids(createJobBoxStore(createJobClient(identity)))).toEqual([])
  })

  it.each([
    ['broken text', '{"version":1,"jobs":['],
    ['another version', JSON.stringify({ version: 99, jobs: [{ ref: a, title: 'x' }] })],
    ['something else', '"hello"'],
    ['no list', JSON.stringify({ version: 1, jobs: { length: 3 } })],
  ])('survives %s', (_, text) => {
    reload().track(a)
    const [key] = Object.keys(localStorage)
    localStorage.setItem(key ?? '', text)
    const store = reload()
    expect(ids(store)).toEqual([])
    store.track(b)
    expect(ids(reload())).toEqual(['b'])
  })

  it('drops single entries that are not jobs, and outcomes that it cannot read', () => {
    reload().track(a)
    const [key] = Object.keys(localStorage)
    const job = { ref: { kind: 'excel', id: 'a' }, title: 'a', addedAt: 5, outcome: null }
    const jobs = [
      null,
      { ...job, ref: { kind: 'toString', id: '1' } },
      { ...job, ref: { kind: 'excel', id: 7 } },
      { ...job, title: undefined },
      { ...job, addedAt: 'x', outcome: { state: 'succeeded', result: { type: 'nonsense' } } },
      { ...job, title: 'twice' },
      {
        ...job,
        ref: { kind: 'video', id: '1' },
        outcome: { state: 'succeeded', result: { type: 'video', durationSeconds: -4 } },
      },
    ]
    localStorage.setItem(key ?? '', JSON.stringify({ version: 1, jobs }))
    expect(reload().getSnapshot().jobs).toEqual([
      { ...job, addedAt: 0 },
      {
        ...job,
        ref: { kind: 'video', id: '1' },
        outcome: { state: 'succeeded', result: { type: 'video', durationSeconds: null } },
      },
    ])
  })

  it('works for as long as the page lives where storage is blocked', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    const store = reload()
    store.track(a)
    store.track(b)
    store.dismiss(a)
    expect(ids(store)).toEqual(['b'])
    store.clear()
    expect(ids(store)).toEqual([])
  })

  it('keeps what it could not store where storage is full', () => {
    const store = reload()
    store.track(a)
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    store.track(b)
    store.track(c)
    expect(ids(store)).toEqual(['c', 'b', 'a'])
  })

  it('is emptied on sign-out', () => {
    const store = reload()
    store.track(a)
    store.clear()
    expect(ids(store)).toEqual([])
    expect(localStorage).toHaveLength(0)
  })
})

describe('opening', () => {
  it('happens when a job is tracked in this page', () => {
    const store = reload()
    store.track(a)
    expect(store.getSnapshot().open).toBe(true)
  })

  it('does not happen for restored jobs, or for one that is in the list already', () => {
    reload().track(a)
    const store = reload()
    store.track(a)
    expect(store.getSnapshot().open).toBe(false)
  })

  it('does not happen once the person has closed the box, after a reload too', () => {
    const store = reload()
    store.track(a)
    store.setOpen(false)
    store.track(b)
    expect(store.getSnapshot().open).toBe(false)
    const later = reload()
    later.track(c)
    expect(later.getSnapshot().open).toBe(false)
    later.setOpen(true)
    const evenLater = reload()
    evenLater.track({ ...a, id: 'd' })
    expect(evenLater.getSnapshot().open).toBe(true)
  })
})
