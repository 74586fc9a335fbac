import { hashKey } from '@tanstack/react-query'
import type { JobRef } from '../job/WorkerJob'
import { afterHearing } from './afterHearing'
import type { PollerCore, Watch } from './createJobPoller'
import { lostNow, losePush } from './losePush'
import { isLive, type PollMemory } from './policy'
import { readSurroundings, subscribeSurroundings } from './surroundings'
import { openTabChannel, type Message, type Wish } from './tabChannel'

/** What a tab says to the others. */
export type Tabs = {
  /** What is remembered of a job after a request. */
  tell(ref: JobRef, memory: PollMemory): void
  /** That the own wishes have changed. */
  wish(): void
  /** That nothing here watches the job any more. */
  dropped(ref: JobRef): void
  retried(ref: JobRef, at: number): void
  resumed(): void
  /** That the tab that asks is late: another takes its place if it does not speak up. */
  doubt: () => void
  leave: () => void
}

/** Tabs of an app's older version, with other messages, are none of these. */
const PROTOCOL = 'worker-job-box 1'

/** How long the tab that asks may take to say that it is there; some of it random, so that one is first. */
const SILENCE_MAX_MS = 500
const SILENCE_JITTER_MS = 200
/** How soon it may be doubted again. */
const DOUBT_AGAIN_MS = 1_000
/** How long a tab waits for what the others know before it asks in their stead. */
const GATHER_MAX_MS = 100
/** How long a tab that gives its turn away waits for the answers that are under way. */
const FINISH_MAX_MS = 1_500

/**
 * Takes part with the other tabs of one client scope. A lock of the browser's says which one asks: it
 * passes on by itself when that tab is closed or crashes. A tab that is hidden or offline gives it to
 * one that is not; one that is frozen or goes into the back/forward cache gives up all that it holds.
 */
export function joinTabs(core: PollerCore): Tabs {
  let session: ReturnType<typeof openSession> | undefined = openSession(core)
  const reopen = () => {
    session ??= openSession(core)
  }
  const close = () => {
    session?.close()
    session = undefined
    core.jobs.forEach(({ ref }) => {
      dropped(ref)
    })
  }
  /** Nobody tells this tab of it from now on, and it tells nobody of that. */
  const dropped = (ref: JobRef) => {
    core.queryClient.setQueryData<PollMemory>(
      core.keyOf(ref),
      (memory) => memory && lostNow(memory),
    )
  }
  const listeners = new AbortController()
  const { signal } = listeners
  document.addEventListener('freeze', close, { signal })
  document.addEventListener('resume', reopen, { signal })
  window.addEventListener('pagehide', close, { signal })
  window.addEventListener('pageshow', reopen, { signal })

  return {
    tell: (ref, memory) => session?.tell(ref, memory),
    wish: () => session?.wishSoon(),
    dropped,
    retried: (ref, at) => session?.post({ type: 'retried', ref, at }),
    resumed: () => session?.post({ type: 'resumed' }),
    doubt: () => session?.doubt(),
    leave() {
      listeners.abort()
      close()
    },
  }
}

/** How well this tab can ask: offline not at all, and a hidden one only now and then. */
function fitness(): number {
  const { visible, online } = readSurroundings()
  return online ? (visible ? 2 : 1) : 0
}

function openSession(core: PollerCore) {
  const { queryClient } = core
  const me = crypto.randomUUID()
  const lock = `${PROTOCOL} ${core.scope.name}`
  const { post, close: closeChannel } = openTabChannel(lock, onMessage)
  const closed = new AbortController()
  /** The request for the lock that says whose turn it is, waiting or granted. */
  let request = new AbortController()
  /** The turn of this tab; undefined while it is another's. */
  let turn:
    { end: () => void; isEnding: boolean; heard: Set<string>; onHeard: () => void } | undefined
  /** What the other tabs want, while it is this one's turn. */
  const others = new Map<string, Watch[]>()
  let isPresent = false
  let isWishing = false
  let doubting: ReturnType<typeof setTimeout> | undefined

  const jobs = () => [...core.jobs.values()]
  const read = (ref: JobRef) => queryClient.getQueryData<PollMemory>(core.keyOf(ref))

  /** What this tab wants followed, with what it knows of it. */
  const wishes = (): Wish[] =>
    jobs().flatMap(({ ref, watches }) => {
      const memory = read(ref)
      if (memory?.ending?.settled) return []
      return [...watches].flatMap(({ isOwn, settings }) =>
        isOwn && settings?.enabled ? [{ ref, settings, memory }] : [],
      )
    })

  function hear(ref: JobRef, memory: PollMemory): void {
    const queryKey = core.keyOf(ref)
    const job = core.jobs.get(hashKey(queryKey))
    if (job) job.arrived = false
    else if (!queryClient.getQueryState(queryKey)) return
    queryClient.setQueryData<PollMemory>(queryKey, (known) => {
      const next = afterHearing(known, memory, readSurroundings().returns)
      if (next === known) return known
      // Whether a socket tells is for the tab that asks to say, and to those that look at the job.
      if (turn && known) return { ...next, push: known.push }
      return turn || !job ? lostNow(next) : next
    })
  }

  /** What the socket of the tab that asked before has told is no longer told. */
  function ask(): void {
    if (core.setAsks(true)) for (const { ref } of jobs()) losePush(core, ref)
  }

  /** Ends early when the session does, so that no timer outlives it. */
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      closed.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })

  /** Each tab holds a lock of its own name for as long as it is there. */
  const presence = (tab: string) => `${lock} ${tab}`

  /** Waits for its turn, or takes it from a tab that does not answer. */
  function queue(steal: boolean): void {
    request.abort()
    const mine = new AbortController()
    request = mine
    const over = (error?: unknown) => {
      if (mine !== request || closed.signal.aborted) return
      endTurn()
      // Whoever asks now may have asked for wishes before this tab knew that it was over.
      wishSoon()
      // Stolen or given away. Anything else, such as a frame that may not have locks, is for good.
      if (error === undefined || (error as Error).name === 'AbortError') queue(false)
      else ask()
    }
    navigator.locks
      .request(lock, steal ? { steal } : { signal: mine.signal }, () => {
        if (mine.signal.aborted) return undefined
        return new Promise<void>((resolve) => {
          void beginTurn(resolve)
        })
      })
      .then(() => {
        over()
      }, over)
  }

  /** Asks once it knows what the others know, so that it asks for nothing that one of them was told. */
  async function beginTurn(end: () => void): Promise<void> {
    clearTimeout(doubting)
    doubting = undefined
    const mine = { end, isEnding: false, heard: new Set<string>(), onHeard: ignore }
    turn = mine
    post({ type: 'asks', wishes: wishes() })
    const { held = [] } = await navigator.locks.query()
    const here = held.filter(({ name }) => name?.startsWith(presence(''))).length
    const isAll = () => mine.heard.size >= here - 1
    if (!isAll()) {
      const heardAll = new Promise<void>((resolve) => {
        mine.onHeard = () => {
          if (isAll()) resolve()
        }
      })
      await Promise.race([heardAll, pause(GATHER_MAX_MS)])
    }
    if (turn === mine && !mine.isEnding) ask()
  }

  /** Gives the turn to a tab that is fitter, but not before it can tell what it is about to learn. */
  async function giveTurn(): Promise<void> {
    const mine = turn
    if (!mine || mine.isEnding) return
    mine.isEnding = true
    core.setAsks(false)
    const answers = jobs()
      .filter(core.isAsking)
      .map((job) => new Promise<void>((resolve) => job.onceOver.push(resolve)))
    await Promise.race([Promise.all(answers), pause(FINISH_MAX_MS)])
    if (turn === mine) endTurn()
  }

  function endTurn(): void {
    if (!turn) return
    turn.end()
    turn = undefined
    for (const watches of others.values()) for (const watch of watches) watch.stop()
    others.clear()
    core.setAsks(false)
    jobs().forEach(core.cancel)
  }

  function wishSoon(): void {
    if (isWishing) return
    isWishing = true
    void Promise.resolve().then(() => {
      isWishing = false
      if (turn || !isPresent || closed.signal.aborted) return
      const { visible } = readSurroundings()
      post({ type: 'wishes', from: me, fitness: fitness(), visible, wishes: wishes() })
    })
  }

  function tellBetter({ ref, memory }: Wish): void {
    const known = read(ref)
    if (!known) return
    const isOtherPush = turn && memory && isLive(known) !== isLive(memory)
    if (isOtherPush || known.askedAt !== memory?.askedAt) {
      post({ type: 'memory', ref, memory: known })
    }
  }

  function follow(from: string, visible: boolean, wishes: Wish[]): void {
    const before = others.get(from)
    const watches = wishes.map((wish) => {
      const watch = core.watch(wish.ref)
      if (wish.memory) hear(wish.ref, wish.memory)
      watch.set(wish.settings, visible)
      tellBetter(wish)
      return watch
    })
    others.set(from, watches)
    for (const watch of before ?? []) watch.stop()
    if (before) return
    navigator.locks
      .request(presence(from), { signal: request.signal }, () => {
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
      core.armAll()
    }, DOUBT_AGAIN_MS)
  }

  function onMessage(message: Message): void {
    switch (message.type) {
      case 'asks':
        stopDoubting()
        message.wishes.forEach(tellBetter)
        wishSoon()
        return
      case 'wishes':
        if (!turn) return
        follow(message.from, message.visible, message.wishes)
        turn.heard.add(message.from)
        turn.onHeard()
        if (message.fitness > fitness()) void giveTurn()
        return
      case 'memory':
        stopDoubting()
        hear(message.ref, message.memory)
        return
      case 'retried':
        core.noteRetry(message.ref, message.at)
        return
      case 'resumed':
        core.noteResume()
        return
      case 'doubt':
        if (turn) post({ type: 'here' })
        return
      case 'here':
        stopDoubting()
        return
    }
  }

  navigator.locks
    .request(presence(me), { signal: closed.signal }, () => {
      isPresent = true
      wishSoon()
      return new Promise<void>((resolve) => {
        closed.signal.addEventListener('abort', () => {
          resolve()
        })
      })
    })
    .catch(ignore)
  const unsubscribe = subscribeSurroundings(() => {
    // In answer to which a tab that is fitter shows itself.
    if (turn) post({ type: 'asks', wishes: wishes() })
    else wishSoon()
  })
  queue(false)

  return {
    post,
    tell(ref: JobRef, memory: PollMemory) {
      // All that are there have told their wishes; who comes later is told then.
      if (!turn || others.size > 0) post({ type: 'memory', ref, memory })
    },
    wishSoon,
    doubt() {
      if (turn || doubting !== undefined || fitness() < 2) return
      post({ type: 'doubt' })
      doubting = setTimeout(
        () => {
          doubting = undefined
          queue(true)
        },
        SILENCE_MAX_MS + SILENCE_JITTER_MS * Math.random(),
      )
    },
    close() {
      closed.abort()
      unsubscribe()
      request.abort()
      clearTimeout(doubting)
      endTurn()
      closeChannel()
    },
  }
}

const ignore = () => undefined
