import { JobStatusError } from '../job/JobStatusError'
import type { JobRef } from '../job/WorkerJob'
import type { Watch } from './createJobPoller'
import type { PollMemory, PollSettings } from './policy'

/** What a tab knows and can do, as the others need it. */
export type TabHost = {
  /** The jobs that this tab wants followed, with what it knows of them. */
  wishes(): Wish[]
  /** Follows a job for another tab. */
  watch(ref: JobRef): Watch
  read(ref: JobRef): PollMemory | undefined
  hear(ref: JobRef, memory: PollMemory): void
  retried(ref: JobRef, at: number): void
  resumed(): void
  setAsks(asks: boolean): void
  /** Works out anew what is due. */
  armAll(): void
}

type Wish = { ref: JobRef; settings: PollSettings; memory: PollMemory | undefined }

/** What a tab says to the others. */
export type Tabs = {
  /** What is remembered of a job after a request. */
  tell(ref: JobRef, memory: PollMemory): void
  /** That the own wishes have changed. */
  wish(): void
  retried(ref: JobRef, at: number): void
  resumed(): void
  /** That the tab that asks is late: another takes its place if it does not speak up. */
  doubt: () => void
  leave: () => void
}

type Message =
  /** The tab that asks says so; the others then tell it their wishes. */
  | { type: 'asks'; visible: boolean }
  | { type: 'wishes'; from: string; visible: boolean; wishes: Wish[] }
  | { type: 'memory'; ref: JobRef; memory: PollMemory }
  | { type: 'retried'; ref: JobRef; at: number }
  | { type: 'resumed' }
  /** Whether the tab that asks is there, and that it is. */
  | { type: 'doubt' }
  | { type: 'here' }

/** Tabs of an app's older version, with other messages, are none of these. */
const PROTOCOL = 'worker-job-box 1'

/** How long the tab that asks may take to say that it is there. */
const SILENCE_MAX_MS = 400
/** How soon it may be doubted again. */
const DOUBT_AGAIN_MS = 1_000

/**
 * Takes part with the other tabs of one client scope. A lock of the browser's says which one asks: it
 * passes on by itself when that tab is closed or crashes. A tab that is hidden gives it to one that
 * is not; one that is frozen or goes into the back/forward cache gives up all that it holds.
 */
export function joinTabs(name: string, host: TabHost): Tabs {
  let session: ReturnType<typeof openSession> | undefined = openSession(name, host)
  const reopen = () => {
    session ??= openSession(name, host)
  }
  const close = () => {
    session?.close()
    session = undefined
  }
  const listeners = new AbortController()
  const { signal } = listeners
  document.addEventListener('freeze', close, { signal })
  document.addEventListener('resume', reopen, { signal })
  window.addEventListener('pagehide', close, { signal })
  window.addEventListener('pageshow', reopen, { signal })
  document.addEventListener('visibilitychange', () => session?.visibilityChanged(), { signal })

  return {
    tell: (ref, memory) => session?.post({ type: 'memory', ref, memory }),
    wish: () => session?.wishSoon(),
    retried: (ref, at) => session?.post({ type: 'retried', ref, at }),
    resumed: () => session?.post({ type: 'resumed' }),
    doubt: () => session?.doubt(),
    leave() {
      listeners.abort()
      close()
    },
  }
}

const isVisible = () => document.visibilityState !== 'hidden'

function openSession(name: string, host: TabHost) {
  const me = crypto.randomUUID()
  const lock = `${PROTOCOL} ${name}`
  const channel = new BroadcastChannel(lock)
  const closed = new AbortController()
  /** What the other tabs want, while this one asks for them. */
  const others = new Map<string, Watch[]>()
  /** Ends the turn of this tab; undefined while another one asks. */
  let endTurn: (() => void) | undefined
  /** The request for the lock that is waiting or has been granted. */
  let turn = new AbortController()
  let isWishing = false
  let doubting: ReturnType<typeof setTimeout> | undefined

  function post(message: Message): void {
    channel.postMessage(pack(message))
  }

  /** Waits for its turn, or takes it from a tab that does not answer. */
  function queue(steal: boolean): void {
    turn.abort()
    const mine = new AbortController()
    turn = mine
    const over = (error?: unknown) => {
      if (mine !== turn || closed.signal.aborted) return
      stopAsking()
      // Stolen or given away. Anything else, such as a frame that may not have locks, is for good.
      if (error === undefined || (error as Error).name === 'AbortError') queue(false)
      else host.setAsks(true)
    }
    navigator.locks
      .request(lock, steal ? { steal } : { signal: mine.signal }, () => {
        if (mine.signal.aborted) return undefined
        return new Promise<void>((resolve) => {
          endTurn = resolve
          clearTimeout(doubting)
          doubting = undefined
          host.setAsks(true)
          post({ type: 'asks', visible: isVisible() })
        })
      })
      .then(() => {
        over()
      }, over)
  }

  function stopAsking(): void {
    if (!endTurn) return
    endTurn()
    endTurn = undefined
    for (const watches of others.values()) for (const watch of watches) watch.stop()
    others.clear()
    host.setAsks(false)
  }

  function wishSoon(): void {
    if (isWishing) return
    isWishing = true
    void Promise.resolve().then(() => {
      isWishing = false
      if (endTurn || closed.signal.aborted) return
      post({ type: 'wishes', from: me, visible: isVisible(), wishes: host.wishes() })
    })
  }

  function follow(from: string, visible: boolean, wishes: Wish[]): void {
    const before = others.get(from)
    const watches = wishes.map(({ ref, settings, memory }) => {
      const watch = host.watch(ref)
      if (memory) host.hear(ref, memory)
      watch.set(settings, visible)
      const known = host.read(ref)
      if (known && known.askedAt !== memory?.askedAt) post({ type: 'memory', ref, memory: known })
      return watch
    })
    others.set(from, watches)
    for (const watch of before ?? []) watch.stop()
    if (before) return
    // Each tab holds a lock of its own name for as long as it is there.
    const { signal } = turn
    navigator.locks
      .request(`${lock} ${from}`, { signal }, () => {
        for (const watch of others.get(from) ?? []) watch.stop()
        others.delete(from)
      })
      .catch(ignore)
  }

  /** The tab that asks has been heard. */
  function stopDoubting(): void {
    if (doubting === undefined) return
    clearTimeout(doubting)
    doubting = setTimeout(() => {
      doubting = undefined
      host.armAll()
    }, DOUBT_AGAIN_MS)
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    const message = unpack(data)
    switch (message.type) {
      case 'asks':
        stopDoubting()
        wishSoon()
        return
      case 'wishes':
        if (!endTurn) return
        if (message.visible && !isVisible()) stopAsking()
        else follow(message.from, message.visible, message.wishes)
        return
      case 'memory':
        stopDoubting()
        host.hear(message.ref, message.memory)
        return
      case 'retried':
        host.retried(message.ref, message.at)
        return
      case 'resumed':
        host.resumed()
        return
      case 'doubt':
        if (endTurn) post({ type: 'here' })
        return
      case 'here':
        stopDoubting()
        return
    }
  }

  navigator.locks
    .request(`${lock} ${me}`, { signal: closed.signal }, () => {
      wishSoon()
      return new Promise<void>((resolve) => {
        closed.signal.addEventListener('abort', () => {
          resolve()
        })
      })
    })
    .catch(ignore)
  queue(false)

  return {
    post,
    wishSoon,
    visibilityChanged() {
      if (!endTurn) wishSoon()
      // One that is visible will then say so.
      else if (!isVisible()) post({ type: 'asks', visible: false })
    },
    doubt() {
      if (endTurn || doubting !== undefined || !isVisible()) return
      post({ type: 'doubt' })
      doubting = setTimeout(() => {
        doubting = undefined
        queue(true)
      }, SILENCE_MAX_MS)
    },
    close() {
      closed.abort()
      turn.abort()
      clearTimeout(doubting)
      stopAsking()
      channel.close()
    },
  }
}

const ignore = () => undefined

type ErrorParts = Pick<JobStatusError, 'kind' | 'message' | 'status' | 'retryAfterMs' | 'detail'>

/** Errors lose their kind on the way to another tab, so they go there as their parts. */
const pack = (message: Message) =>
  withErrors(message, ({ kind, message, status, retryAfterMs, detail }): ErrorParts => {
    return { kind, message, status, retryAfterMs, detail }
  })

const unpack = (message: Message) =>
  withErrors(message, ({ kind, message, status, ...details }): JobStatusError => {
    return new JobStatusError(kind, message, status === null ? details : { ...details, status })
  }) as Message

function withErrors(message: Message, change: (error: ErrorParts) => ErrorParts) {
  const changed = (memory: PollMemory | undefined) =>
    memory?.failure
      ? { ...memory, failure: { ...memory.failure, error: change(memory.failure.error) } }
      : memory
  switch (message.type) {
    case 'memory':
      return { ...message, memory: changed(message.memory) }
    case 'wishes':
      return {
        ...message,
        wishes: message.wishes.map((wish) => ({ ...wish, memory: changed(wish.memory) })),
      }
    default:
      return message
  }
}
