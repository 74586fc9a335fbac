import type { Attempt, Fate, Nonsense, Sockets } from '../history'
import type { Entry, Message, Moment } from '../Log'
import { bodyOf } from '../scriptedServer'
import type { Truth } from './createTruth'

type Sent = { type: 'subscribe' | 'unsubscribe' | 'ping'; jobs?: { id: string }[] }

/** Kept from before the timers are replaced. */
const turn = setImmediate

/** When everything works. */
const LATENCY_MS = 20
const MENDED: Fate = { is: 'told', afterMs: LATENCY_MS }

/** The browser's end of a connection. */
class Connection {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 3
  readyState: number = Connection.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly number: number
  readonly hears = new Set<number>()
  isMuted = false

  constructor(number: number) {
    this.number = number
  }
}

/** A server of sockets by a script, in the place of the global `WebSocket` until it is removed. */
export function scriptedSockets(
  script: Sockets,
  truth: Truth,
  now: () => Moment,
  tell: (entry: Entry) => void,
) {
  const connections: Connection[] = []
  let { attempts, fates } = script
  let told = 0
  let pending = 0

  const later = (ms: number, act: () => void) => {
    pending++
    setTimeout(() => {
      pending--
      // Timers of one moment run together here, but not in a browser: what they began comes first.
      turn(act)
    }, ms)
  }
  const open = () => connections.filter(({ readyState }) => readyState === Connection.OPEN)

  function deliver(connection: Connection, afterMs: number, message: Message): void {
    later(afterMs, () => {
      const { readyState, onmessage, isMuted, number } = connection
      if (readyState !== Connection.OPEN || isMuted || !onmessage) return
      tell({ ...now(), is: 'heard', socket: number, message })
      onmessage({ data: dataOf(message) })
    })
  }

  function say(connection: Connection, message: Message): void {
    const fate = fates[told++ % fates.length] ?? MENDED
    if (fate.is === 'lost') return
    deliver(connection, fate.afterMs, message)
    if (fate.is === 'told twice') deliver(connection, fate.againAfterMs, message)
  }

  function sayHow(job: number, to: readonly Connection[]): void {
    const reply = truth.of(job)
    for (const connection of to) {
      say(connection, reply ? { is: 'status', job, reply } : { is: 'error', job })
    }
  }

  const hearing = (job: number) => open().filter(({ hears }) => hears.has(job))

  function onSent(connection: Connection, { type, jobs = [] }: Sent): void {
    const numbers = jobs.map(({ id }) => Number(id) - 1)
    tell({ ...now(), is: 'sent', socket: connection.number, type, jobs: numbers })
    if (type === 'ping') say(connection, { is: 'pong' })
    for (const job of numbers) {
      if (type === 'subscribe') {
        connection.hears.add(job)
        sayHow(job, [connection])
      } else connection.hears.delete(job)
    }
  }

  function close(connection: Connection, by: 'server' | 'page'): void {
    if (connection.readyState === Connection.CLOSED) return
    connection.readyState = Connection.CLOSED
    tell({ ...now(), is: 'closed', socket: connection.number, by })
    if (by === 'server') connection.onclose?.()
  }

  function settle(connection: Connection, attempt: Attempt & { afterMs: number }): void {
    if (connection.readyState !== Connection.CONNECTING) return
    if (attempt.is === 'refused') {
      close(connection, 'server')
      return
    }
    connection.readyState = Connection.OPEN
    connection.isMuted = attempt.is === 'muted'
    tell({ ...now(), is: 'opened', socket: connection.number })
    connection.onopen?.()
  }

  class ScriptedSocket extends Connection {
    constructor() {
      const number = connections.length + 1
      super(number)
      connections.push(this)
      tell({ ...now(), is: 'connect', socket: number })
      const attempt = attempts[Math.min(number, attempts.length) - 1]
      if (attempt && attempt.is !== 'hung') {
        later(attempt.afterMs, () => {
          settle(this, attempt)
        })
      }
    }

    send(text: string): void {
      if (this.readyState !== Connection.OPEN) throw new Error('The socket is not open.')
      onSent(this, JSON.parse(text) as Sent)
    }

    close(): void {
      close(this, 'page')
    }
  }

  Reflect.set(globalThis, 'WebSocket', ScriptedSocket)
  return {
    /** Its own timers. */
    pending: () => pending,
    open: () => open().length,
    changed(job: number) {
      sayHow(job, hearing(job))
    },
    garble(job: number, what: Nonsense) {
      for (const connection of open())
        deliver(connection, LATENCY_MS, { is: 'nonsense', what, job })
    },
    drop() {
      for (const connection of open()) close(connection, 'server')
    },
    mute() {
      for (const connection of open()) connection.isMuted = true
    },
    /** From now on all goes well. */
    mend() {
      attempts = [{ is: 'opened', afterMs: LATENCY_MS }]
      fates = [MENDED]
    },
    remove: () => Reflect.deleteProperty(globalThis, 'WebSocket'),
  }
}

export type ScriptedSockets = ReturnType<typeof scriptedSockets>

function dataOf(message: Message): unknown {
  switch (message.is) {
    case 'pong':
      return JSON.stringify({ type: 'pong' })
    case 'status': {
      const { job, reply } = message
      const version = Number(reply.version)
      return JSON.stringify({ ...named(job), type: 'status', version, body: bodyOf(reply, job) })
    }
    case 'error':
      return JSON.stringify({ ...named(message.job), type: 'error', status: 404, detail: 'none' })
    case 'nonsense':
      return nonsense(message.what, message.job)
  }
}

const named = (job: number) => ({ kind: 'video', id: String(job + 1) })

/** An end that nobody may believe. */
function nonsense(what: Nonsense, job: number): unknown {
  const end = { id: job + 1, status: 'READY' }
  const status = { ...named(job), type: 'status', version: 1_000, body: end }
  switch (what) {
    case 'text':
      return 'hello'
    case 'list':
      return JSON.stringify([status])
    case 'unknown type':
      return JSON.stringify({ ...status, type: 'state' })
    case 'another kind':
      return JSON.stringify({ ...status, kind: 'excel', body: { job_id: '1', status: 'DONE' } })
    case 'another job':
      return JSON.stringify({ ...status, body: { id: 999, status: 'READY' } })
    case 'no status':
      return JSON.stringify({ ...status, body: { id: job + 1 } })
    case 'no body':
      return JSON.stringify({ ...status, body: undefined })
    case 'version as text':
      return JSON.stringify({ ...status, version: '1000' })
    case 'half a version':
      return JSON.stringify({ ...status, version: 1_000.5 })
    case 'binary':
      return new TextEncoder().encode(JSON.stringify(status)).buffer
  }
}
