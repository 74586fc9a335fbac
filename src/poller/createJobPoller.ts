import {
  hashKey,
  type Query,
  type QueryCacheNotifyEvent,
  type QueryClient,
} from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import type { JobClient } from '../api/jobClient'
import type { JobRef } from '../job/WorkerJob'
import { createTabGroup, type TabGroup } from './createTabGroup'
import { createTurns } from './createTurns'
import { forgetOldJobs, memoryQuery } from './memoryQuery'
import {
  afterHearing,
  afterRefetch,
  afterResume,
  afterRetry,
  decide,
  msUntil,
  type PollMemory,
  type PollSettings,
} from './policy'
import { readSurroundings, subscribeSurroundings } from './surroundings'

/** The wish of one component, or of another tab, that a job be followed. */
export type Watch = {
  /** Says how; until then nothing is asked. `visible`: whether somebody sees it. Default: if the page is. */
  set: (settings: PollSettings, visible?: boolean) => void
  stop: () => void
}

/** Follows jobs by the policy, in the cache of one query client. */
export type JobPoller = {
  watch(client: JobClient, ref: JobRef): Watch
  /** Sends one request now, or joins the one under way. Never rejects. */
  refetch(client: JobClient, ref: JobRef): Promise<void>
  /** The query whose data is what is known of a job. It asks for nothing by itself. */
  query(client: JobClient, ref: JobRef): ReturnType<typeof memoryQuery>
  /** Notes that the server accepted a retry. */
  retried(client: JobClient, ref: JobRef): void
  /** Goes on with what stopped because the user was not allowed to ask, or because nothing moved. */
  resumed(client: JobClient): void
}

type Wish = { settings: PollSettings | undefined; visible: boolean | undefined; isOwn: boolean }

type Followed = {
  ref: JobRef
  hash: string
  query: ReturnType<typeof memoryQuery>
  group: TabGroup
  wishes: Set<Wish>
  timer: ReturnType<typeof setTimeout> | undefined
  /** What the timer waits for. */
  dueAt: number | undefined
  /** See `Surroundings`. */
  arrived: boolean
  isInCrowd: boolean
  /** Called once the request that somebody wanted by hand is over. */
  byHand: (() => void)[]
}

/** The next request for a job. */
type Next = { ms: number; dueAt: number; isSetBack: boolean; isFinal: boolean }

/** How long the tab that asks may be late before this one looks whether it is still there. */
const DOUBT_AFTER_MS = 300

export function createJobPoller(queryClient: QueryClient): JobPoller {
  const cache = queryClient.getQueryCache()
  const jobs = new Map<string, Followed>()
  const groups = new Map<string, TabGroup>()
  /** How many jobs are asked for, and how many were when the waits were last worked out. */
  let crowd = 0
  let knownCrowd = 0
  let isFlushing = false
  let unsubscribe: (() => void)[] = []
  const turns = createTurns(start, () => crowd)

  const read = (job: Followed) => queryClient.getQueryData<PollMemory>(job.query.queryKey)
  const isAsking = (job: Followed) => cache.get(job.hash)?.state.fetchStatus === 'fetching'

  /** When the next request for a job is due by the most eager of the wishes, if any asks. */
  function nextOf(job: Followed, asks: boolean): Next | undefined {
    const page = readSurroundings()
    const memory = read(job)
    const now = Date.now()
    let next: Next | undefined
    for (const { settings, visible = page.visible } of job.wishes) {
      if (!settings) continue
      const around = { ...page, visible, arrived: job.arrived, asks, crowd }
      const decision = decide(memory, around, settings)
      if (!decision.ask) continue
      const ms = msUntil(decision, now)
      if (next && next.ms <= ms) continue
      const { because, since, waitMs } = decision
      next = { ms, dueAt: since + waitMs, isSetBack: since > now, isFinal: because === 'final' }
    }
    return next
  }

  /** Works out anew when a job is due. */
  function arm(job: Followed): void {
    const { group } = job
    const next = nextOf(job, group.asks())
    // Seen from a clock that was set back the wait would begin anew with each event.
    if (next?.isSetBack && next.dueAt === job.dueAt) return
    disarm(job)
    if (job.byHand.length === 0) turns.drop(job)
    setInCrowd(job, next !== undefined)
    if (isAsking(job)) return
    if (!next) {
      const tabs = group.tabs()
      const told = tabs && nextOf(job, true)
      if (told) job.timer = setTimeout(tabs.doubt, told.ms + DOUBT_AFTER_MS)
    } else if (next.ms > 0) {
      job.dueAt = next.dueAt
      job.timer = setTimeout(() => {
        disarm(job)
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
    job.dueAt = undefined
  }

  const armAll = () => {
    for (const job of jobs.values()) arm(job)
  }

  function setInCrowd(job: Followed, isInCrowd: boolean): void {
    if (job.isInCrowd === isInCrowd) return
    job.isInCrowd = isInCrowd
    crowd += isInCrowd ? 1 : -1
    flushSoon()
  }

  /** Once all that one event brings is known: all the jobs, say, that one commit mounts. */
  function flushSoon(): void {
    if (isFlushing) return
    isFlushing = true
    void Promise.resolve().then(() => {
      isFlushing = false
      if (crowd !== knownCrowd) {
        knownCrowd = crowd
        armAll()
      }
      turns.pump()
      forgetOldJobs(queryClient)
    })
  }

  function start(job: Followed): void {
    disarm(job)
    const options = queryClient.defaultQueryOptions(job.query)
    const over = () => {
      for (const done of job.byHand.splice(0)) done()
      if (jobs.get(job.hash) !== job) return
      if (job.wishes.size > 0) arm(job)
      else drop(job)
    }
    cache.build(queryClient, options).fetch(options).then(over, over)
  }

  function query(client: JobClient, ref: JobRef) {
    const hash = hashKey(jobKeys.job(client, ref))
    const group = groupOf(client)
    return memoryQuery(client, ref, (memory) => {
      const job = jobs.get(hash)
      if (job) job.arrived = false
      group.tabs()?.tell(ref, memory)
    })
  }

  function follow(client: JobClient, ref: JobRef): Followed {
    const hash = hashKey(jobKeys.job(client, ref))
    const known = jobs.get(hash)
    if (known) return known
    if (jobs.size === 0) {
      unsubscribe = [cache.subscribe(onCacheEvent), subscribeSurroundings(onSurroundings)]
    }
    const job: Followed = {
      ref,
      hash,
      query: query(client, ref),
      group: groupOf(client),
      wishes: new Set(),
      timer: undefined,
      dueAt: undefined,
      arrived: false,
      isInCrowd: false,
      byHand: [],
    }
    jobs.set(hash, job)
    return job
  }

  function drop(job: Followed): void {
    disarm(job)
    turns.drop(job)
    setInCrowd(job, false)
    jobs.delete(job.hash)
    if (jobs.size === 0) for (const stop of unsubscribe.splice(0)) stop()
    cancel(job)
    for (const done of job.byHand.splice(0)) done()
  }

  function cancel(job: Followed): void {
    if (isAsking(job)) void queryClient.cancelQueries({ queryKey: job.query.queryKey, exact: true })
  }

  function watch(client: JobClient, ref: JobRef, isOwn: boolean): Watch {
    const job = follow(client, ref)
    const { group } = job
    const wish: Wish = { settings: undefined, visible: undefined, isOwn }
    job.wishes.add(wish)
    if (isOwn) group.enter()
    return {
      set(settings, visible) {
        const isFirst = [...job.wishes].every(({ settings }) => !settings?.enabled)
        Object.assign(wish, { settings, visible })
        if (isFirst && settings.enabled) job.arrived = true
        arm(job)
        flushSoon()
        if (isOwn) group.tabs()?.wish()
      },
      stop() {
        job.wishes.delete(wish)
        if (job.wishes.size > 0) arm(job)
        else drop(job)
        if (!isOwn) return
        group.tabs()?.wish()
        group.exit()
      },
    }
  }

  function onCacheEvent({ type, query }: QueryCacheNotifyEvent): void {
    const job = jobs.get(query.queryHash)
    if (!job || (type !== 'updated' && type !== 'removed')) return
    if (type === 'removed') {
      // Who looks on at a query that an app removed looks on at the one that takes its place.
      for (const observer of [...query.observers]) observer.setOptions(observer.options)
    }
    arm(job)
  }

  function onSurroundings(): void {
    // An open request may hang for as long as its time limit; the next one goes out when back.
    if (!readSurroundings().online) for (const job of jobs.values()) cancel(job)
    armAll()
  }

  function groupOf(client: JobClient): TabGroup {
    const name = hashKey([client.identity])
    const known = groups.get(name)
    if (known) return known
    const members = () => [...jobs.values()].filter((job) => job.group === group)
    const group = createTabGroup(
      name,
      client.shareTabs,
      {
        wishes: () =>
          members().flatMap((job) => {
            const memory = read(job)
            if (memory?.ending?.settled) return []
            return [...job.wishes].flatMap(({ isOwn, settings }) =>
              isOwn && settings?.enabled ? [{ ref: job.ref, settings, memory }] : [],
            )
          }),
        watch: (ref) => watch(client, ref, false),
        read: (ref) => queryClient.getQueryData(jobKeys.job(client, ref)),
        hear(ref, memory) {
          const queryKey = jobKeys.job(client, ref)
          const hash = hashKey(queryKey)
          const job = jobs.get(hash)
          if (!job && !cache.get(hash)) return
          if (job) job.arrived = false
          queryClient.setQueryData<PollMemory>(queryKey, (known) =>
            afterHearing(known, memory, readSurroundings().returns),
          )
        },
        retried: (ref, at) => {
          noteRetry(client, ref, at)
        },
        resumed: () => {
          noteResume(client)
        },
        finish: () =>
          Promise.all(
            members()
              .filter(isAsking)
              .map((job) => new Promise<void>((resolve) => job.byHand.push(resolve))),
          ),
        abort() {
          for (const job of members()) cancel(job)
        },
        armAll,
      },
      () => {
        for (const job of members()) arm(job)
      },
    )
    groups.set(name, group)
    return group
  }

  function noteRetry(client: JobClient, ref: JobRef, at: number): void {
    queryClient.setQueryData<PollMemory>(jobKeys.job(client, ref), (memory) =>
      afterRetry(memory, at),
    )
  }

  function noteResume(client: JobClient): void {
    const name = hashKey([client.identity])
    const isOurs = { predicate: ({ queryKey }: Query) => hashKey(queryKey.slice(3)) === name }
    const filters = { queryKey: jobKeys.all, ...isOurs }
    // What is under way was sent as whom the server no longer knows.
    void queryClient.cancelQueries(filters)
    queryClient.setQueriesData<PollMemory>(
      filters,
      (memory) => memory && afterResume(memory, Date.now()),
    )
  }

  return {
    watch: (client, ref) => watch(client, ref, true),
    query,
    refetch(client, ref) {
      const job = follow(client, ref)
      const memory = read(job)
      const resumed = memory && afterRefetch(memory, Date.now())
      if (resumed !== memory) queryClient.setQueryData(job.query.queryKey, resumed)
      return new Promise((resolve) => {
        job.byHand.push(resolve)
        if (isAsking(job)) return
        turns.take(job, true)
        turns.pump()
      })
    },
    retried(client, ref) {
      const at = Date.now()
      noteRetry(client, ref, at)
      groupOf(client).tabs()?.retried(ref, at)
    },
    resumed(client) {
      noteResume(client)
      groupOf(client).tabs()?.resumed()
    },
  }
}
