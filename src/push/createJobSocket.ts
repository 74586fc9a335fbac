import type { JobRef } from '../job/WorkerJob'
import { parseMessage, type PushMessage } from './parseMessage'
import { reconnectMs } from './reconnectMs'

/** What of a socket's life can be counted, since it was made. */
export type SocketCounts = {
  /** Whether it is open and has said something that is understood. */
  works: boolean
  attempts: number
  messages: number
  /** Of the messages: those that are none of the protocol, or of jobs that were not subscribed to. */
  ignored: number
}

export type JobSocketEvents = {
  /** Where to connect; asked at each attempt. */
  url: () => string
  /** A message of a job that is followed. */
  hear: (message: Exclude<PushMessage, { type: 'pong' }>) => void
  /** Jobs have been subscribed to. */
  subscribed: (refs: JobRef[]) => void
  /** Nothing is told of these jobs any more. */
  lost: (refs: JobRef[]) => void
  counted: (counts: SocketCounts) => void
}

export type JobSocket = {
  /** Says which jobs to hear of. There is a connection while there are any. */
  follow: (refs: readonly JobRef[]) => void
}

/** How long a connection may take, and then the first message on it. */
const START_MAX_MS = 10_000
/** After so long without a message the server is asked for a sign of life, which may take a while. */
const SILENCE_MS = 25_000
const PONG_MAX_MS = 5_000
/** A connection that did not last as long as the longest pause between attempts is one more failure. */
const STEADY_MS = 30_000
/** One that was not needed for so long says nothing of the server. */
const TRIED_MS = 1_000

/**
 * A WebSocket that tells of jobs, connected again and again with growing pauses. A connection counts
 * as working from the first message on that is understood; one that falls silent, or says only what
 * is not, is given up.
 */
export function createJobSocket(events: JobSocketEvents): JobSocket {
  let wanted = new Map<string, JobRef>()
  let socket: WebSocket | undefined
  /** The next step: to connect again, to ask for a sign of life, or to give up. */
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPaused = false
  /** When the next attempt may be made, after how long a wait. */
  let retry = { at: 0, afterMs: 0 }
  let listening: AbortController | undefined
  /** Of this connection. */
  let works = false
  let startedAt = 0
  let hasWorked = false
  let failures = 0
  const counts = { attempts: 0, messages: 0, ignored: 0 }

  const count = (change: Partial<typeof counts> = {}) => {
    events.counted({ ...Object.assign(counts, change), works })
  }
  const isOpen = () => socket?.readyState === WebSocket.OPEN

  function after(ms: number, next: () => void): void {
    clearTimeout(timer)
    timer = setTimeout(next, ms)
  }

  function connect(): void {
    clearTimeout(timer)
    timer = undefined
    startedAt = Date.now()
    count({ attempts: counts.attempts + 1 })
    try {
      socket = new WebSocket(events.url())
    } catch {
      // No such URL, or a policy of the page that forbids it.
      fail()
      return
    }
    socket.onopen = () => {
      subscribe([...wanted.values()])
      after(START_MAX_MS, fail)
    }
    socket.onmessage = ({ data }) => {
      onMessage(data)
    }
    socket.onclose = fail
    after(START_MAX_MS, fail)
  }

  function onMessage(data: unknown): void {
    const message = parseMessage(data)
    const isOurs = message !== null && (message.type === 'pong' || wanted.has(keyOf(message.ref)))
    count({ messages: counts.messages + 1, ignored: counts.ignored + (isOurs ? 0 : 1) })
    if (!isOurs) return
    after(SILENCE_MS, () => {
      send('ping')
      after(PONG_MAX_MS, fail)
    })
    if (Date.now() - startedAt >= STEADY_MS) failures = 0
    hasWorked = true
    if (!works) {
      works = true
      count()
    }
    if (message.type !== 'pong') events.hear(message)
  }

  /** The server is gone, or as good as gone: a closing handshake with it may take minutes. */
  function fail(): void {
    disconnect()
    noteFailure()
    connectAgain()
  }

  function noteFailure(): void {
    failures++
    const afterMs = reconnectMs(failures, hasWorked, Math.random())
    retry = { at: Date.now() + afterMs, afterMs }
  }

  function connectAgain(): void {
    // A clock that was set back makes no wait longer.
    const ms = Math.min(retry.at - Date.now(), retry.afterMs)
    if (ms > 0) after(ms, connect)
    else connect()
  }

  function disconnect(): void {
    clearTimeout(timer)
    timer = undefined
    const closing = socket
    socket = undefined
    if (!closing) return
    closing.onmessage = closing.onclose = null
    // The browser complains of a connection that is closed before it is there.
    closing.onopen = () => {
      closing.close()
    }
    if (closing.readyState === WebSocket.OPEN || isPaused) closing.close()
    works = false
    count()
    events.lost([...wanted.values()])
  }

  function send(type: 'subscribe' | 'unsubscribe' | 'ping', jobs?: readonly JobRef[]): void {
    socket?.send(JSON.stringify({ type, jobs }))
  }

  function subscribe(refs: readonly JobRef[]): void {
    if (refs.length === 0) return
    send('subscribe', refs)
    if (works) events.subscribed([...refs])
  }

  /** A frozen page hears nothing, and one with a connection cannot be kept for going back to it. */
  function pause(): void {
    isPaused = true
    disconnect()
  }

  function resume(): void {
    if (!isPaused) return
    isPaused = false
    if (wanted.size > 0) connectAgain()
    else rest()
  }

  function listen(): void {
    if (listening) return
    listening = new AbortController()
    const { signal } = listening
    window.addEventListener('pagehide', pause, { signal })
    document.addEventListener('freeze', pause, { signal })
    window.addEventListener('pageshow', resume, { signal })
    document.addEventListener('resume', resume, { signal })
  }

  /** There is nothing to hear of: whoever comes next may try at once, where this connection worked. */
  function rest(): void {
    if (works) retry = { at: 0, afterMs: 0 }
    else if (socket && Date.now() - startedAt >= TRIED_MS) noteFailure()
    disconnect()
    if (!isPaused) {
      listening?.abort()
      listening = undefined
    }
  }

  return {
    follow(refs) {
      const before = wanted
      wanted = new Map(refs.map((ref) => [keyOf(ref), ref]))
      const gone = [...before].filter(([key]) => !wanted.has(key)).map(([, ref]) => ref)
      if (gone.length > 0) events.lost(gone)
      if (wanted.size === 0) {
        rest()
        return
      }
      listen()
      if (isOpen()) {
        if (gone.length > 0) send('unsubscribe', gone)
        subscribe([...wanted].filter(([key]) => !before.has(key)).map(([, ref]) => ref))
      } else if (!socket && timer === undefined && !isPaused) connectAgain()
    },
  }
}

const keyOf = ({ kind, id }: JobRef) => `${kind}:${id}`
