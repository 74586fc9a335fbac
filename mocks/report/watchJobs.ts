import { createJobClient } from '../../src/api/jobClient'
import { JobStatusError } from '../../src/job/JobStatusError'
import type { JobRef } from '../../src/job/WorkerJob'
import { afterPush } from '../../src/poller/afterPush'
import {
  afterAnswer,
  afterFailure,
  decide,
  msUntil,
  nextRequest,
  type PollMemory,
} from '../../src/poller/policy'
import { pollSettings } from '../../src/poller/pollSettings'
import { parseMessage } from '../../src/push/parseMessage'
import { createMockBackend } from '../createMockBackend'
import type { StrategyName } from '../backend/inputs'
import { createMockFetch } from '../http/createMockFetch'
import { createRandom } from '../random'
import { createDueQueue } from '../workers/dueQueue'

/** How a page learns how its jobs are: by asking, which the backend answers by a strategy, or over a socket. */
export type Way = StrategyName | 'push'

export interface WatchOptions {
  strategy: Way
  /** From the start of one request for a job to the start of the next, ms; with `push` none goes out. */
  intervalMs: number
  /** How many videos are watched. */
  videos: number
  /** How many Excel imports are watched. */
  excel: number
  /** How long the jobs run, in minutes of simulated time; they start at 0 and end at this very moment. */
  minutes: number
  /** Of all chance in it, default 1: the same options do the same again. */
  seed?: number
}

/** What a backend has counted. */
export interface WatchCounts {
  requests: number
  selects: number
  /** Of status answers and of workers alike. */
  redisCommands: number
  /** What the server has said over sockets, and how many of them are open. */
  messages: number
  connections: number
}

export interface JobWatch {
  /** Simulated ms since the first requests, which go out at 0. */
  elapsedMs(): number
  /**
   * Lets simulated time pass up to `elapsedMs`, exclusive: what is due at that very moment belongs
   * to the next call. To be called when the last call is over.
   *
   * @throws RangeError when that is no number, or earlier than what has passed.
   */
  runUntil(elapsedMs: number): Promise<void>
  /** Counted by the backend since the first request (the INSERTs and SETs of creation are not in it). */
  counts(): Promise<WatchCounts>
  /** Whether every job has settled. */
  settled(): boolean
}

interface Poll {
  ref: JobRef
  memory: PollMemory | undefined
}

/** Any moment will do, if it is the same one in every run. Epoch ms. */
const START = Date.UTC(2026, 0, 1)

/** A page that somebody looks at, online, all the time. */
const WATCHED = { visible: true, online: true, returns: 0, arrived: false, asks: true }

/**
 * Jobs that the real poller watches on a backend of its own, in simulated time: the policy decides
 * which request is made when, the job client makes it, and the clock moves from one to the next.
 *
 * @throws RangeError or MockError that names an option out of range.
 */
export async function watchJobs(options: WatchOptions): Promise<JobWatch> {
  const { strategy, intervalMs, videos, excel, minutes, seed = 1 } = options
  const settings = pollSettings({ intervalMs })
  const push = strategy === 'push'
  let now = START
  let elapsed = 0
  /** What is due at a time, but for requests. */
  const alarms = createDueQueue<{ ring: () => unknown }>()
  const timers = {
    after(ms: number, ring: () => unknown) {
      const alarm = { ring }
      alarms.put(alarm, now + ms)
      return () => {
        alarms.put(alarm, undefined)
      }
    },
  }
  const backend = createMockBackend({
    clock: { now: () => now },
    timers,
    strategy: push ? 'redis-first' : strategy,
    seed,
  })
  const client = createJobClient({
    baseUrl: 'http://mock.invalid',
    tenant: backend.tenant,
    fetch: createMockFetch(backend),
    // A limit would be one of real time: as long as a timer can be.
    timeoutMs: 2 ** 31 - 1,
  })
  const random = createRandom(seed)

  const polls: Poll[] = []
  const due = createDueQueue<Poll>()
  function watch(ref: JobRef): void {
    const poll = { ref, memory: undefined }
    polls.push(poll)
    schedule(poll)
  }
  /** All of them stay in it: the jobs end together. The socket is there from the beginning. */
  const around = () => ({
    ...WATCHED,
    crowd: push ? 0 : polls.length,
    subscribedAt: push ? START : null,
  })
  function schedule(poll: Poll): void {
    const decision = decide(poll.memory, around(), settings)
    due.put(poll, decision.ask ? now + msUntil(decision, now) : undefined)
  }
  const seconds = minutes * 60
  for (let i = 0; i < videos; i++) watch(await backend.startVideo({ seconds }))
  for (let i = 0; i < excel; i++) watch(await backend.startJob({ seconds }))
  await backend.resetMetrics()
  if (push) timers.after(0, listen)

  /** Hears of each job until it has settled; over as soon as each has been heard of. */
  async function listen(): Promise<void> {
    const socket = backend.connect({
      tenant: backend.tenant,
      send(text) {
        const message = parseMessage(text)
        if (message?.type !== 'status') return
        const poll = polls.find(({ ref }) => isSame(ref, message.ref))
        if (!poll) return
        poll.memory = afterPush(poll.memory, message, now, 0)
        schedule(poll)
      },
      drop: () => undefined,
    })
    const say = (type: string, jobs: JobRef[]) => {
      socket.receive(JSON.stringify({ type, jobs }))
    }
    say(
      'subscribe',
      polls.map(({ ref }) => ref),
    )
    onSettled = (ref) => {
      say('unsubscribe', [ref])
      if (settled()) socket.close()
    }
    while (polls.some(({ memory }) => !memory)) await backend.clock()
  }
  let onSettled: ((ref: JobRef) => void) | undefined

  async function ask(poll: Poll): Promise<void> {
    const request = nextRequest(poll.memory, now)
    try {
      const answer = await client.fetchStatus(poll.ref)
      poll.memory = afterAnswer(poll.memory, answer, request, now, 0)
    } catch (error) {
      if (!(error instanceof JobStatusError)) throw error
      poll.memory = afterFailure(poll.memory, error, request, now, 0, random.next())
    }
    schedule(poll)
    if (poll.memory.ending?.settled) onSettled?.(poll.ref)
  }

  const settled = () => polls.every(({ memory }) => memory?.ending?.settled)

  return {
    elapsedMs: () => elapsed,
    async runUntil(elapsedMs) {
      if (!Number.isFinite(elapsedMs) || elapsedMs < elapsed) {
        throw new RangeError(
          `Failed to run until ${elapsedMs} ms: ${elapsed} ms have passed. Pass a later number of milliseconds.`,
        )
      }
      const until = START + elapsedMs
      for (;;) {
        const [poll, alarm] = [due.first(), alarms.first()]
        const at = Math.min(poll?.at ?? Infinity, alarm?.at ?? Infinity)
        if (at >= until) break
        now = at
        if (alarm?.at === at) {
          alarms.put(alarm.item, undefined)
          await alarm.item.ring()
          // The backend does one thing after another: what this brought has been said by then.
          await backend.clock()
        } else if (poll) await ask(poll.item)
      }
      // The last millisecond before, because workers do what is due at the time the clock shows.
      now = Math.max(now, Math.ceil(until) - 1)
      elapsed = elapsedMs
    },
    async counts() {
      const { http, redis, db, push } = await backend.metrics()
      return {
        requests: http.requests,
        selects: db.select,
        redisCommands: redis.get + redis.set + redis.del + redis.expire,
        messages: push.messages,
        connections: push.clients,
      }
    },
    settled,
  }
}

const isSame = (one: JobRef, other: JobRef) => one.kind === other.kind && one.id === other.id
