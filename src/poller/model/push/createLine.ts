import type { Entry, Moment } from '../Log'
import { BrokenRule, type Subject } from '../Subject'
import { ages } from '../Surroundings'
import { afterError, afterLoss, afterStatus, afterSubscribing } from './afterMessage'
import { wishFor, type Wish } from './wishFor'

/** For a connection, and then for the first message on it. */
const START_MS = 10_000
const SILENCE_MS = 25_000
const PONG_MS = 5_000
const SECOND_MS = 1_000
const MINUTE_MS = 60_000
/** A connection that did not last so long does not end a row of failures. */
const STEADY_MS = 30_000
/** Timers take at least that, and waits may be rounded. */
const TIMER_MS = 1

type Connection = {
  socket: number
  isOpen: boolean
  begun: Moment
  /** When it was begun, or opened. */
  since: Moment
  lastValid: Moment | null
  isPinged: boolean
  /** The jobs that it is to tell of. */
  jobs: Set<number>
  /** Whether the page may have given it up before it was open, which nobody sees. */
  mayBeLeft: boolean
}

/** What must be true of the one connection of a page, held against what happens. */
export function createLine(subjects: readonly Subject[]) {
  let connection: Connection | null = null
  /** Of those that were given up before they were open. */
  const strays = new Set<number>()
  let isPaused = false
  let hasWorked = false
  /** In a row: those that are known, and all that may have been. */
  let failures = { least: 0, most: 0 }
  /** The wait before the next attempt. */
  let wait: { since: Moment; least: number; most: number } | null = null
  /** Since when a connection is wanted without a doubt. */
  let wantedSince: number | null = null
  /** When one was last wanted: an answer of that very moment may not be known to the page yet. */
  let wantedAt: number | null = null

  const wishes = () => subjects.map(wishFor)
  const broken = (message: string) => new BrokenRule(`push: ${message}`, null)

  function lose(jobs: Iterable<number>, now: Moment): void {
    for (const job of jobs) subjects[job]?.advance((belief) => afterLoss(belief, now))
  }

  function fail(now: Moment): void {
    const doubtful = connection?.mayBeLeft ?? false
    failures = { least: failures.least + (doubtful ? 0 : 1), most: failures.most + 1 }
    const shortest = longestWait(Math.max(1, failures.least)) / 2
    wait = {
      since: now,
      least: doubtful ? 0 : shortest - TIMER_MS,
      most: longestWait(failures.most) + TIMER_MS,
    }
    end(now)
  }

  function longestWait(count: number): number {
    if (!hasWorked && count >= 2) return 10 * MINUTE_MS
    return Math.min(30 * SECOND_MS, 2 * SECOND_MS * 2 ** (count - 1))
  }

  /** The connection is there no more, whoever closed it. */
  function end(now: Moment): void {
    if (!connection) return
    const { jobs, isOpen, socket } = connection
    if (!isOpen) strays.add(socket)
    connection = null
    lose(jobs, now)
  }

  /** The page closes it before it is open: or has it given it up at that very moment? */
  function leave(unopened: Connection, now: Moment): void {
    if (now.t < unopened.since.t + START_MS) {
      end(now)
      return
    }
    unopened.mayBeLeft = true
    fail(now)
  }

  /**
   * The page needs it no more: it may have another at once when it does, if this one worked. One that
   * had its time, and has not said a word, has failed.
   */
  function abandon(one: Connection, now: Moment): void {
    const { shortest, longest } = ages(one.begun, now)
    if (one.lastValid) wait = null
    else if (longest >= SECOND_MS) {
      if (shortest < SECOND_MS) one.mayBeLeft = true
      fail(now)
    }
    end(now)
  }

  function connect(socket: number, now: Moment, all: readonly Wish[]): void {
    if (connection && !connection.mayBeLeft) throw broken('a second connection')
    if (connection) fail(now)
    if (isPaused) throw broken('a connection of a page that was left')
    if (wantedAt !== now.t && !all.some((wish) => wish === 'connection' || wish === 'any')) {
      throw broken('a connection that no job in progress needs')
    }
    if (wait && ages(wait.since, now).longest < wait.least) {
      throw broken(
        `a connection too early, after ${now.t - wait.since.t} of at least ${wait.least} ms`,
      )
    }
    wait = null
    connection = {
      socket,
      isOpen: false,
      begun: now,
      since: now,
      lastValid: null,
      isPinged: false,
      jobs: new Set(),
      mayBeLeft: false,
    }
  }

  function close(by: 'server' | 'page', now: Moment, all: readonly Wish[]): void {
    if (by === 'server' || !connection) {
      fail(now)
      return
    }
    const { lastValid, since, isPinged, mayBeLeft } = connection
    if (mayBeLeft) {
      fail(now)
      return
    }
    const isGivenUp = lastValid
      ? isPinged && now.t >= lastValid.t + SILENCE_MS + PONG_MS
      : now.t >= since.t + START_MS
    if (isGivenUp) {
      // Or the page was left at that very moment.
      if (isPaused) connection.mayBeLeft = true
      fail(now)
      return
    }
    if (!isPaused && all.includes('connection')) {
      throw broken('a connection closed that a job in progress needs')
    }
    if (isPaused) end(now)
    else abandon(connection, now)
  }

  function send(entry: Entry & { is: 'sent' }, all: readonly Wish[]): void {
    if (entry.socket !== connection?.socket) throw broken('sent over a connection that is given up')
    const { jobs, lastValid } = connection
    switch (entry.type) {
      case 'ping':
        if (!lastValid || entry.t < lastValid.t + SILENCE_MS) throw broken('a ping without silence')
        connection.isPinged = true
        return
      case 'subscribe':
        for (const job of entry.jobs) {
          if (jobs.has(job)) throw broken('subscribed twice')
          if (all[job] === 'none') throw broken('subscribed to a job that is not asked for')
          jobs.add(job)
          subjects[job]?.advance((belief) => [afterSubscribing(belief, entry, lastValid !== null)])
        }
        return
      case 'unsubscribe':
        for (const job of entry.jobs) {
          if (!jobs.delete(job)) throw broken('unsubscribed twice')
          if (all[job] === 'connection') throw broken('unsubscribed from a job that is asked for')
        }
        lose(entry.jobs, entry)
    }
  }

  function hear({ socket, message, ...now }: Entry & { is: 'heard' }): void {
    if (socket !== connection?.socket) throw broken('heard over a connection that is given up')
    if (message.is === 'nonsense') return
    const subject = message.is === 'pong' ? undefined : subjects[message.job]
    if (subject && !connection.jobs.has(subject.job)) return
    Object.assign(connection, { lastValid: now, isPinged: false })
    const { shortest, longest } = ages(connection.begun, now)
    if (longest >= STEADY_MS)
      failures = { least: 0, most: shortest < STEADY_MS ? failures.most : 0 }
    hasWorked = true
    if (message.is === 'error') subject?.advance((belief) => [afterError(belief, now)])
    if (message.is !== 'status') return
    const { reply } = message
    subject?.advance((belief) => afterStatus(belief, reply, now, subject.around()))
  }

  function look(all: readonly Wish[]): void {
    if (isPaused && connection) throw broken('the page is left, and its connection stays')
    if (!connection?.isOpen) return
    if (all.every((wish) => wish === 'none')) throw broken('a connection that no job needs')
    for (const [job, wish] of all.entries()) {
      const isSubscribed = connection.jobs.has(job)
      if (isSubscribed ? wish === 'none' : wish === 'connection' || wish === 'ride') {
        throw broken(`the server is ${isSubscribed ? 'still' : 'not'} asked for job ${job + 1}`)
      }
    }
  }

  return {
    /** @throws BrokenRule when something is missing by now. */
    expectUntil(now: Moment): void {
      const isPast = (by: number) => now.t > by + TIMER_MS
      if (!connection) {
        if (wantedSince === null || isPaused) return
        const by = Math.max(wantedSince, wait ? wait.since.t + wait.most : 0)
        if (isPast(by)) throw broken(`a connection is missing; it was due at ${by / 1000} s`)
        return
      }
      const { isOpen, since, lastValid, isPinged } = connection
      if (!isOpen && isPast(since.t + START_MS)) {
        // That it was given up shows in what comes next.
        fail(before(now, now.t - since.t - START_MS))
      } else if (isOpen && !lastValid && isPast(since.t + START_MS)) {
        throw broken('a connection is kept that says nothing')
      } else if (lastValid && !isPinged && isPast(lastValid.t + SILENCE_MS)) {
        throw broken('a connection is silent, and is not asked why')
      } else if (lastValid && isPast(lastValid.t + SILENCE_MS + PONG_MS)) {
        throw broken('a connection is silent, and is kept')
      }
    },
    apply(entry: Entry): void {
      const all = wishes()
      switch (entry.is) {
        case 'page':
          if (entry.event === 'left' || entry.event === 'frozen') {
            isPaused = true
            if (connection && !connection.isOpen) leave(connection, entry)
          }
          if (entry.event === 'restored' || entry.event === 'thawed') isPaused = false
          return
        case 'connect':
          connect(entry.socket, entry, all)
          return
        case 'opened':
          if (entry.socket === connection?.socket) {
            Object.assign(connection, { isOpen: true, since: entry })
          }
          return
        case 'closed':
          if (strays.delete(entry.socket) || entry.socket !== connection?.socket) return
          close(entry.by, entry, all)
          return
        case 'sent':
          send(entry, all)
          return
        case 'heard':
          hear(entry)
          return
        case 'screens':
          look(all)
          return
        // No concern of a connection's.
        default:
      }
    },
    /** After anything that may have changed what is wanted. */
    note(now: Moment): void {
      const all = wishes()
      const isWanted = !isPaused && all.includes('connection')
      wantedSince = isWanted ? (wantedSince ?? now.t) : null
      if (isWanted) wantedAt = now.t
      if (!connection || connection.isOpen || isWanted) return
      if (!isPaused && all.every((wish) => wish === 'none')) abandon(connection, now)
      else connection.mayBeLeft = true
    },
  }
}

export type Line = ReturnType<typeof createLine>

const before = ({ t, wall, ahead }: Moment, ms: number): Moment => ({
  t: t - ms,
  wall: wall - ms,
  ahead: ahead - ms,
})
