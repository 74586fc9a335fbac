import type { TakeTurns } from '../backend/turns'
import type { Timers } from '../clock'

/** Decides what happens next wherever a backend leaves that open. */
export interface Scheduler {
  /** They go off in the order of their times, without anybody waiting for them. */
  timers: Timers
  /** Whoever wants a turn gets it in an order that is nobody's. */
  turns: TakeTurns
  /** Resolves after `ms` of the timers' time. */
  sleep: (ms: number) => Promise<void>
  /** Lets turns be taken, and time pass once nobody wants one, until `work` is done. */
  run: <T>(work: Promise<T>) => Promise<T>
}

/** `choices` are numbers from 0 on, each of which picks one of those who wait for a turn. */
export function createScheduler(choices: readonly number[]): Scheduler {
  let now = 0
  let chosen = 0
  let waiting: (() => Promise<void>)[] = []
  let due: { at: number; callback: () => void }[] = []

  const timers: Timers = {
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      due.push(timer)
      return () => {
        due = due.filter((other) => other !== timer)
      }
    },
  }

  function fire(timer: (typeof due)[number]): void {
    due = due.filter((other) => other !== timer)
    now = timer.at
    timer.callback()
  }

  async function next(): Promise<void> {
    const [first] = due.toSorted((a, b) => a.at - b.at)
    if (first && first.at <= now) {
      fire(first)
    } else if (waiting.length > 0) {
      const choice = choices[chosen++ % choices.length] ?? 0
      const turn = waiting[choice % waiting.length]
      waiting = waiting.filter((other) => other !== turn)
      await turn?.()
    } else if (first) {
      fire(first)
    } else {
      throw new Error('Nothing is left to happen, and the work is not done.')
    }
  }

  return {
    timers,
    turns: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work().then(resolve, reject))
      }),
    sleep: (ms) =>
      new Promise((resolve) => {
        timers.after(ms, resolve)
      }),
    async run(work) {
      const state = { done: false }
      const end = () => {
        state.done = true
      }
      work.then(end, end)
      for (;;) {
        // By then all has happened that needs neither a turn nor time.
        await new Promise((resolve) => setImmediate(resolve))
        if (state.done) return work
        await next()
      }
    },
  }
}
