import { expect, it } from 'vitest'
import { watchJobs } from '../../mocks/report/watchJobs'
import { createLoadLabStore, figuresOf, type LoadLabOptions, type WatchJobs } from './loadLabStore'

/** A lab of one minute whose frames are made by hand; life's time is that of the frames. */
function labOnHand(options: Partial<LoadLabOptions> = {}) {
  let time = 5_000
  let due: ((time: number) => void) | null = null
  const frames = {
    request: (callback: (time: number) => void) => {
      due = callback
      return 1
    },
    cancel: () => {
      due = null
    },
  }
  const store = createLoadLabStore({ watchJobs, autoStart: true, minutes: 1, frames, ...options })
  const changed = () =>
    new Promise<void>((resolve) => {
      const forget = store.subscribe(() => {
        forget()
        resolve()
      })
    })
  return {
    store,
    state: store.getSnapshot,
    selects: () => {
      const { today, half, redisFirst } = store.getSnapshot().now.counts
      return [today.selects, half.selects, redisFirst.selects]
    },
    changed,
    /** Whether a frame was asked for. */
    moves: () => due !== null,
    /** Lets one frame come, if one was asked for, and what it starts be done. */
    async frame(afterMs = 16) {
      time += afterMs
      const callback = due
      due = null
      if (!callback) return
      const done = changed()
      callback(time)
      await done
    },
    async frames(count: number, afterMs = 16) {
      for (let i = 0; i < count; i++) await this.frame(afterMs)
    },
    async seen() {
      const loading = changed()
      store.setSeen(true)
      await loading
      await changed()
    },
    /** Until nothing is asked for any more. */
    async toTheEnd() {
      while (due) await this.frame()
    },
  }
}

it('counts what each way of watching costs, while the jobs run and at their end', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.toTheEnd()
  const state = lab.state()
  expect(state.phase).toBe('ended')
  const polled = { messages: 0 }
  expect(figuresOf(state)).toEqual({
    today: { ...polled, requests: 300, selects: 300, selectsAtEnd: 10, perSecond: 5, timesLess: 1 },
    half: {
      ...polled,
      requests: 150,
      selects: 150,
      selectsAtEnd: 10,
      perSecond: 2.5,
      timesLess: 2,
    },
    redisFirst: {
      ...{ ...polled, requests: 150 },
      ...{ selects: 0, selectsAtEnd: 0, perSecond: 0, timesLess: Infinity },
    },
    push: {
      ...{ messages: expect.any(Number) as number, requests: 0 },
      ...{ selects: 0, selectsAtEnd: 0, perSecond: 0, timesLess: Infinity },
    },
  })
  const rates = state.windows.map(({ today, half, redisFirst, push }) => [
    ...[today, half, redisFirst, push],
  ])
  expect(rates.slice(0, 6)).toEqual(Array(6).fill([5, 2.5, 0, 0]))
  // The answer that tells of the end and the final fetch, of five jobs; then nobody asks.
  expect(rates.slice(6)).toEqual([[1, 1, 0, 0], ...Array<number[]>(5).fill([0, 0, 0, 0])])
})

it('watches as many jobs as it is told to', async () => {
  const lab = labOnHand({ videos: 1, excel: 0 })
  await lab.seen()
  await lab.toTheEnd()
  expect(figuresOf(lab.state()).today.selects).toBe(60)
})

it('runs 60 times as fast as real time, and tells nothing that it has not counted', async () => {
  const lab = labOnHand()
  await lab.seen()
  expect(figuresOf(lab.state()).today).toMatchObject({
    selects: 0,
    perSecond: null,
    timesLess: null,
  })
  await lab.frames(11)
  expect(lab.state().now.atMs).toBe(10 * 16 * 60)
  expect(lab.state().realMs).toBe(160)
  expect(lab.selects()).toEqual([50, 25, 0])
})

it('catches up after a hitch, a few seconds a frame', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frame()
  await lab.frame(200)
  expect(lab.state().now.atMs).toBe(3_000)
  await lab.frames(10)
  expect(lab.state().now.atMs).toBe((200 + 160) * 60)
})

it('takes longer on a slow machine rather than run more in a frame', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frames(11, 500)
  expect(lab.state().now.atMs).toBe(30_000)
  expect(lab.state().now.atMs / lab.state().realMs).toBe(6)
})

it('stands still while paused, and goes on from there', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frames(6)
  const before = lab.state().now
  lab.store.pause()
  expect(lab.state().phase).toBe('paused')
  expect(lab.moves()).toBe(false)
  await lab.frame(60_000)
  lab.store.resume()
  await lab.frame()
  expect(lab.state().now).toEqual(before)
  await lab.frame()
  expect(lab.state().now.atMs).toBe(before.atMs + 960)
})

it('pauses amid a frame, too', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frame()
  const frame = lab.frame()
  lab.store.pause()
  await frame
  await lab.changed()
  expect(lab.state()).toMatchObject({ phase: 'paused', now: { atMs: 960 } })
  expect(lab.moves()).toBe(false)
})

it('stands still while nobody looks', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frames(6)
  lab.store.setSeen(false)
  expect(lab.moves()).toBe(false)
  await lab.frame(60_000)
  lab.store.setSeen(true)
  await lab.frames(2)
  expect(lab.state()).toMatchObject({ phase: 'running', now: { atMs: 6 * 960 }, realMs: 6 * 16 })
})

it('waits to be seen, and for a start where it must not start by itself', async () => {
  const lab = labOnHand({ autoStart: false })
  lab.store.setSeen(true)
  expect(lab.state().phase).toBe('idle')
  const started = lab.changed()
  lab.store.start()
  await started
  expect(lab.state().phase).toBe('loading')
  await lab.changed()
  expect(lab.state().phase).toBe('running')
})

it('does not start before it is seen', async () => {
  const lab = labOnHand()
  lab.store.setSeen(false)
  expect(lab.state().phase).toBe('idle')
  await lab.seen()
  expect(lab.state().phase).toBe('running')
})

it('runs again from nothing, and drops what the run before still does', async () => {
  const lab = labOnHand()
  await lab.seen()
  await lab.frames(20)
  const late = lab.frame()
  lab.store.start()
  await late
  expect(lab.state()).toMatchObject({ phase: 'loading', now: { atMs: 0 }, windows: [] })
  await lab.changed()
  await lab.toTheEnd()
  expect(lab.state().phase).toBe('ended')
  expect(figuresOf(lab.state()).half).toMatchObject({ selects: 150, selectsAtEnd: 10 })
})

it('tells that a watch failed, asks for no more frames, and runs again', async () => {
  let broken = true
  const breaking: WatchJobs = async (options) => {
    const watch = await watchJobs(options)
    return {
      ...watch,
      runUntil: (ms) =>
        broken && ms > 5_000 ? Promise.reject(new Error('broken')) : watch.runUntil(ms),
    }
  }
  const lab = labOnHand({ watchJobs: breaking })
  await lab.seen()
  await lab.toTheEnd()
  expect(lab.state()).toMatchObject({ phase: 'failed', windows: [] })

  broken = false
  lab.store.start()
  await lab.changed()
  await lab.toTheEnd()
  expect(lab.state().phase).toBe('ended')
})

it('tells that the backends could not be made', async () => {
  const lab = labOnHand({ watchJobs: () => Promise.reject(new Error('no memory')) })
  await lab.seen()
  expect(lab.state().phase).toBe('failed')
  expect(lab.moves()).toBe(false)
})
