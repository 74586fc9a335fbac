import {
  hashKey,
  type Query,
  type QueryCacheNotifyEvent,
  type QueryClient,
} from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import type { JobClient } from '../api/jobClient'
import type { JobRef } from '../job/WorkerJob'
import type { Turns } from './createTurns'
import type { Push } from './joinPush'
import type { Tabs } from './joinTabs'
import { forgetOldJobs, memoryQuery } from './memoryQuery'
import {
  afterRefetch,
  afterResume,
  afterRetry,
  afterSetBack,
  decide,
  isLive,
  msUntil,
  type PollMemory,
  type PollSettings,
} from './policy'
import { readSurroundings, subscribeSurroundings } from './surroundings'

/** Follows the jobs of one client scope by the policy, in the cache of one query client. */
export type JobPoller = {
  watch: (ref: JobRef) => Watch
  /** Sends one request now, or joins the one under way. Never rejects. */
  refetch: (ref: JobRef) => Promise<void>
  /** The query whose data is what is known of a job. It asks for nothing by itself. */
  query: (ref: JobRef) => ReturnType<typeof memoryQuery>
  /** Notes that the server accepted a retry. */
  retried: (ref: JobRef) => void
  /** Goes on with what stopped because the user was not allowed to ask, or because nothing moved. */
  resumed: () => void
}

/** The wish of one component, or of another tab, that a job be followed. */
export type Watch = {
  /** Says how; until then nothing is asked. `visible`: whether somebody sees it. Default: if the page is. */
  set: (settings: PollSettings, visible?: boolean) => void
  stop: () => void
}

type Wish = { settings?: PollSettings; visible?: boolean | undefined; isOwn: boolean }

/** A job that somebody watches, or has asked for by hand. */
export type Followed = {
  ref: JobRef
  /** Of the query's key. */
  hash: string
  query: ReturnType<typeof memoryQuery>
  watches: Set<Wish>
  start: () => void
  timer: ReturnType<typeof setTimeout> | undefined
  /** See `Surroundings`. */
  arrived: boolean
  /** See `Surroundings`. */
  subscribedAt: number | null
  /** Whether this tab will ask for it one day, whether it is in progress then, and in the page's crowd. */
  isWanted: boolean
  isUnderWay: boolean
  isInCrowd: boolean
  /** Called when the request under way, or wanted by hand, is over. */
  onceOver: (() => void)[]
}

/** What the code that is loaded for sharing with other tabs, and for sockets, needs of a poller. */
export type PollerCore = {
  scope: Scope
  queryClient: QueryClient
  jobs: ReadonlyMap<string, Followed>
  keyOf: (ref: JobRef) => ReturnType<typeof jobKeys.job>
  isAsking: (job: Followed) => boolean
  cancel: (job: Followed) => void
  /** Watches a job for another tab. */
  watch: (ref: JobRef) => Watch
  arm: (job: Followed) => void
  /** Changes what is remembered of a job, and tells the other tabs. `shows`: who came has seen it. */
  learn: (
    ref: JobRef,
    change: (memory: PollMemory | undefined) => PollMemory | undefined,
    shows: boolean,
  ) => void
  noteRetry: (ref: JobRef, at: number) => void
  noteResume: () => void
  /** Says whether it is this tab that asks. Answers whether that is news. */
  setAsks: (asks: boolean) => boolean
  armAll: () => void
}

/** The next request for a job. */
type Next = { ms: number; isFinal: boolean }

/** How long the tab that asks may be late before this one looks whether it is still there. */
const DOUBT_AFTER_MS = 200
/** How long the code for sharing may take to load before this tab asks by itself. */
const PATIENCE_MS = 1_000

/** Whose jobs they are. The client is the latest of the scope: an app may make one anew at each render. */
export type Scope = { name: string; client: JobClient }

/** `turns` are those of the page. */
export function createJobPoller(scope: Scope, queryClient: QueryClient, turns: Turns): JobPoller {
  const cache = queryClient.getQueryCache()
  const jobs = new Map<string, Followed>()
  const mayShare = scope.client.shareTabs && canShare()
  /** How many watches are of this tab, not on behalf of another. */
  let ownWatches = 0
  /** Whether it is this tab that asks. */
  let asks = !mayShare
  let tabs: Tabs | undefined
  let push: Push | undefined
  let isLoadingPush = false
  let knownCrowd = 0
  let isFlushing = false
  let unsubscribe: (() => void)[] = []

  const keyOf = (ref: JobRef) => jobKeys.job(scope.client, ref)
  const stateOf = ({ hash }: Followed) => cache.get<PollMemory>(hash)?.state
  const isAsking = (job: Followed) => stateOf(job)?.fetchStatus === 'fetching'

  /** When the next request for a job is due by the most eager of its watches, if any asks. */
  function nextOf(job: Followed, asks: boolean, memory = stateOf(job)?.data): Next | undefined {
    const page = readSurroundings()
    const { arrived, subscribedAt } = job
    const now = Date.now()
    let next: Next | undefined
    for (const { settings, visible = page.visible } of job.watches) {
      if (!settings) continue
      const around = { ...page, visible, arrived, asks, crowd: turns.crowd, subscribedAt }
      const decision = decide(memory, around, settings)
      if (!decision.ask) continue
      const ms = msUntil(decision, now)
      if (next && next.ms <= ms) continue
      next = { ms, isFinal: decision.because === 'final' }
    }
    return next
  }

  /** Works out anew when a job is due. */
  function arm(job: Followed): void {
    const memory = stateOf(job)?.data
    const next = nextOf(job, asks)
    note(job, next, memory)
    disarm(job)
    if (isAsking(job)) return
    const corrected = memory && afterSetBack(memory, Date.now())
    if (corrected !== memory) {
      // Of which the cache tells, so that it is armed by that.
      queryClient.setQueryData(job.query.queryKey, corrected)
      return
    }
    if (!next) {
      // By when it would have asked if no socket told it: one that hangs tells nothing either.
      const told = tabs && nextOf(job, true, memory && { ...memory, push: null })
      if (told) job.timer = setTimeout(() => tabs?.doubt(), told.ms + DOUBT_AFTER_MS)
    } else if (next.ms > 0) {
      job.timer = setTimeout(() => {
        turns.take(job, false)
        turns.pump()
      }, next.ms)
    } else {
      turns.take(job, next.isFinal)
      flushSoon()
    }
  }

  function disarm(job: Followed): void {
    clearTimeout(job.timer)
    // What somebody wants by hand goes on waiting for its turn.
    if (job.onceOver.length === 0) turns.drop(job)
  }

  const armAll = () => {
    jobs.forEach(arm)
  }

  function note(job: Followed, next?: Next, memory?: PollMemory): void {
    const before = flagsOf(job)
    turns.crowd -= Number(job.isInCrowd)
    job.isWanted = next !== undefined
    job.isUnderWay = job.isWanted && Boolean(memory?.job) && !memory?.ending
    job.isInCrowd = job.isWanted && !(memory && isLive(memory))
    turns.crowd += Number(job.isInCrowd)
    // One that has ended by its first answer costs no socket.
    if (job.isUnderWay) void loadPush()
    if (before !== flagsOf(job)) flushSoon()
  }

  /** Once all that one event brings is known: all the jobs, say, that one commit mounts. */
  function flushSoon(): void {
    if (isFlushing) return
    isFlushing = true
    void Promise.resolve().then(() => {
      isFlushing = false
      if (turns.crowd !== knownCrowd) {
        knownCrowd = turns.crowd
        armAll()
      }
      // Before anything starts: what a socket tells need not be asked for.
      push?.sync()
      turns.pump()
      forgetOldJobs(queryClient)
    })
  }

  async function loadPush(): Promise<void> {
    if (isLoadingPush || !scope.client.push || typeof WebSocket !== 'function') return
    isLoadingPush = true
    try {
      const { joinPush } = await import('./joinPush')
      push = joinPush(core)
      push.sync()
    } catch {
      // No chunk, no socket: polling goes on.
    }
  }

  function start(job: Followed): void {
    clearTimeout(job.timer)
    const over = () => {
      settle(job)
      if (job.watches.size === 0) drop(job)
      // An answer has armed it already; an abort may have come without a word.
      else arm(job)
    }
    const options = queryClient.defaultQueryOptions(job.query)
    cache.build(queryClient, options).fetch(options).then(over, over)
  }

  function settle(job: Followed): void {
    for (const over of job.onceOver.splice(0)) over()
  }

  function query(ref: JobRef) {
    return memoryQuery(scope, ref, (memory) => {
      tell(ref, memory, true)
    })
  }

  function tell(ref: JobRef, memory: PollMemory, shows: boolean): void {
    const job = jobs.get(hashKey(keyOf(ref)))
    if (job && shows) job.arrived = false
    tabs?.tell(ref, memory)
  }

  function learn(...[ref, change, shows]: Parameters<PollerCore['learn']>): void {
    const queryKey = keyOf(ref)
    const known = queryClient.getQueryData<PollMemory>(queryKey)
    const memory = change(known)
    if (!memory || memory === known) return
    tell(ref, memory, shows)
    queryClient.setQueryData(queryKey, memory)
  }

  function follow(ref: JobRef): Followed {
    const hash = hashKey(keyOf(ref))
    const known = jobs.get(hash)
    if (known) return known
    if (jobs.size === 0) {
      unsubscribe = [cache.subscribe(onCacheEvent), subscribeSurroundings(onSurroundings)]
    }
    const job: Followed = {
      ref,
      hash,
      query: query(ref),
      watches: new Set(),
      start: () => {
        start(job)
      },
      timer: undefined,
      arrived: false,
      subscribedAt: null,
      isWanted: false,
      isUnderWay: false,
      isInCrowd: false,
      onceOver: [],
    }
    jobs.set(hash, job)
    return job
  }

  function drop(job: Followed): void {
    if (jobs.get(job.hash) !== job) return
    jobs.delete(job.hash)
    cancel(job)
    settle(job)
    disarm(job)
    note(job)
    tabs?.dropped(job.ref)
    if (jobs.size === 0) for (const stop of unsubscribe.splice(0)) stop()
  }

  function cancel(job: Followed): void {
    if (isAsking(job)) void queryClient.cancelQueries({ queryKey: job.query.queryKey, exact: true })
  }

  function watch(ref: JobRef, isOwn: boolean): Watch {
    const job = follow(ref)
    const mine: Wish = { isOwn }
    job.watches.add(mine)
    if (isOwn && ownWatches++ === 0 && mayShare) void join()
    return {
      set(settings, visible) {
        const isFirst = [...job.watches].every(({ settings }) => !settings?.enabled)
        Object.assign(mine, { settings, visible })
        if (isFirst && settings.enabled) job.arrived = true
        arm(job)
        flushSoon()
        if (isOwn) tabs?.wish()
      },
      stop() {
        job.watches.delete(mine)
        if (job.watches.size === 0) drop(job)
        else arm(job)
        if (!isOwn) return
        tabs?.wish()
        if (--ownWatches === 0) leave()
      },
    }
  }

  function onCacheEvent(event: QueryCacheNotifyEvent): void {
    const { type, query } = event
    const job = jobs.get(query.queryHash)
    if (!job || (type !== 'updated' && type !== 'removed')) return
    // To invalidate says nothing of the job.
    if (type === 'updated' && event.action.type === 'invalidate') return
    if (type === 'removed') {
      // Who looks on at a query that an app removed looks on at the one that takes its place.
      for (const observer of [...query.observers]) observer.setOptions(observer.options)
      push?.renew(job)
    }
    arm(job)
  }

  function onSurroundings(): void {
    // An open request may hang for as long as its time limit; the next one goes out when back.
    if (!readSurroundings().online) jobs.forEach(cancel)
    armAll()
  }

  function setAsks(now: boolean): boolean {
    if (asks === now) return false
    asks = now
    armAll()
    return true
  }

  async function join(): Promise<void> {
    const alone = () => {
      setAsks(true)
    }
    const patience = setTimeout(alone, PATIENCE_MS)
    try {
      const { joinTabs } = await import('./joinTabs')
      if (ownWatches === 0 || tabs) return
      setAsks(false)
      tabs = joinTabs(core)
    } catch {
      // No chunk, no channel: as if there were no other tab.
      alone()
    } finally {
      clearTimeout(patience)
    }
  }

  function leave(): void {
    tabs?.leave()
    tabs = undefined
    asks = !mayShare
  }

  function noteRetry(ref: JobRef, at: number): void {
    queryClient.setQueryData<PollMemory>(keyOf(ref), (memory) => afterRetry(memory, at))
  }

  function noteResume(): void {
    const predicate = ({ queryKey }: Query) => hashKey(queryKey.slice(3)) === scope.name
    const filters = { queryKey: jobKeys.all, predicate }
    // What is under way was sent as whom the server no longer knows.
    void queryClient.cancelQueries(filters)
    queryClient.setQueriesData<PollMemory>(
      filters,
      (memory) => memory && afterResume(memory, Date.now()),
    )
  }

  const core: PollerCore = {
    scope,
    queryClient,
    jobs,
    keyOf,
    isAsking,
    cancel,
    watch: (ref) => watch(ref, false),
    arm,
    learn,
    noteRetry,
    noteResume,
    setAsks,
    armAll,
  }

  return {
    watch: (ref) => watch(ref, true),
    query,
    refetch(ref) {
      const job = follow(ref)
      const memory = stateOf(job)?.data
      const resumed = memory && afterRefetch(memory, Date.now())
      if (resumed !== memory) queryClient.setQueryData(job.query.queryKey, resumed)
      return new Promise((resolve) => {
        job.onceOver.push(resolve)
        if (isAsking(job)) return
        turns.take(job, true)
        turns.pump()
      })
    },
    retried(ref) {
      const at = Date.now()
      noteRetry(ref, at)
      tabs?.retried(ref, at)
    },
    resumed() {
      noteResume()
      tabs?.resumed()
    },
  }
}

/** Whether this browser lets tabs agree on one that asks. */
const canShare = () =>
  typeof BroadcastChannel === 'function' && typeof navigator === 'object' && 'locks' in navigator

const flagsOf = ({ isWanted, isUnderWay, isInCrowd }: Followed) =>
  [isWanted, isUnderWay, isInCrowd].join()
