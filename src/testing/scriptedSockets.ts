import { onTestFinished } from 'vitest'

type Sent = { type: string; jobs?: { kind: string; id: string }[] }
type State = { version: number; body: unknown }

/** How long a connection takes, and a message to either side, ms. */
const LATENCY_MS = 20

/** What a page sees as `WebSocket`: the browser's end of one connection. */
class ScriptedSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 3
  readyState: number = ScriptedSocket.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly sent: Sent[] = []
  /** What is heard of over it, by `kind:id`. */
  readonly jobs = new Set<string>()
  readonly url: string
  readonly #onSent: (socket: ScriptedSocket, sent: Sent) => void
  constructor(url: string, onSent: (socket: ScriptedSocket, sent: Sent) => void) {
    this.url = url
    this.#onSent = onSent
  }
  send(text: string): void {
    if (this.readyState !== ScriptedSocket.OPEN) throw new Error('The socket is not open.')
    const sent = JSON.parse(text) as Sent
    this.sent.push(sent)
    this.#onSent(this, sent)
  }
  close(): void {
    this.readyState = ScriptedSocket.CLOSED
  }
}

/**
 * A server of sockets in the place of the global `WebSocket` for one test, under fake timers. It
 * knows the jobs that `states` names and answers to subscriptions and pings, unless told otherwise.
 */
export function scriptedSockets() {
  const sockets: ScriptedSocket[] = []
  const states = new Map<string, State>()
  const server = {
    /** `refuses`: no connection; `silent`: a connection on which nothing comes. */
    mode: 'up' as 'up' | 'refuses' | 'silent',
    sockets,
    /** By `kind:id`. */
    states,
    /** What somebody hears of, by `kind:id`. */
    subscribed: () => new Set(server.open().flatMap(({ jobs }) => [...jobs])),
    /** The connections that are there. */
    open: () => sockets.filter(({ readyState }) => readyState === ScriptedSocket.OPEN),
    /** What was sent, over all connections. */
    sent: () => sockets.flatMap(({ sent }) => sent),
    /** A job changes, and whoever hears of it is told. */
    change(job: string, version: number, body: unknown) {
      states.set(job, { version, body })
      for (const socket of server.open()) if (socket.jobs.has(job)) tell(socket, job)
    },
    /** Says a thing to everybody: text as it is. */
    say(message: unknown) {
      for (const socket of server.open()) send(socket, message)
    },
    /** The connections break. */
    drop() {
      for (const socket of server.open()) {
        socket.readyState = ScriptedSocket.CLOSED
        socket.onclose?.()
      }
    },
  }

  function send(socket: ScriptedSocket, message: unknown): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message)
    setTimeout(() => {
      if (socket.readyState === ScriptedSocket.OPEN) socket.onmessage?.({ data })
    }, LATENCY_MS)
  }

  function tell(socket: ScriptedSocket, job: string): void {
    const [kind, id] = job.split(':')
    const state = states.get(job)
    send(
      socket,
      state
        ? { type: 'status', kind, id, ...state }
        : { type: 'error', kind, id, status: 404, detail: '작업을 찾을 수 없습니다.' },
    )
  }

  function onSent(socket: ScriptedSocket, { type, jobs = [] }: Sent): void {
    if (server.mode === 'silent') return
    if (type === 'ping') send(socket, { type: 'pong' })
    for (const { kind, id } of jobs) {
      const job = `${kind}:${id}`
      if (type === 'subscribe') {
        socket.jobs.add(job)
        tell(socket, job)
      } else socket.jobs.delete(job)
    }
  }

  // A class, because `new` is what it is for.
  class Connection extends ScriptedSocket {
    constructor(url: string) {
      super(url, onSent)
      sockets.push(this)
      setTimeout(() => {
        if (this.readyState !== ScriptedSocket.CONNECTING) return
        if (server.mode === 'refuses') {
          this.readyState = ScriptedSocket.CLOSED
          this.onclose?.()
        } else {
          this.readyState = ScriptedSocket.OPEN
          this.onopen?.()
        }
      }, LATENCY_MS)
    }
  }
  Reflect.set(globalThis, 'WebSocket', Connection)
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, 'WebSocket')
  })
  return server
}
