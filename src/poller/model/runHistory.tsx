import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useLayoutEffect } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import { createJobClient } from '../../api/jobClient'
import type { WorkerJob } from '../../job/WorkerJob'
import { JobClientProvider } from '../JobClientProvider'
import { useWorkerJobPoller, type WorkerJobPoll } from '../useWorkerJobPoller'
import type { History, Options, Step } from './history'
import type { Entry, Log, Moment } from './Log'
import { scriptedServer } from './scriptedServer'

const HOUR_MS = 3_600_000
/** So many timers in one millisecond mean that each sets the next. */
const TIMERS_AT_ONCE = 10_000

/** Kept from before the timers are replaced: lets all promises settle. */
const turn = setImmediate
const quiet = () => new Promise<void>((resolve) => turn(resolve))

type Page = { visible: boolean; online: boolean }
type Mounted = { job: number; options: Options }

/**
 * Prepares a test file for `runHistory`: fake timers, a page that can be hidden and taken offline,
 * and React without `act`, whose every call waits for real. Returns what undoes it.
 */
export function prepareForHistories(): () => void {
  notifyManager.setScheduler(queueMicrotask)
  const act = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
  const before = act.IS_REACT_ACT_ENVIRONMENT
  act.IS_REACT_ACT_ENVIRONMENT = false
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (page.visible ? 'visible' : 'hidden'),
  })
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !page.visible })
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => page.online })
  return () => {
    Reflect.deleteProperty(document, 'visibilityState')
    Reflect.deleteProperty(document, 'hidden')
    Reflect.deleteProperty(navigator, 'onLine')
    vi.useRealTimers()
    if (before !== undefined) act.IS_REACT_ACT_ENVIRONMENT = before
  }
}

let page: Page = { visible: true, online: true }

/** Runs a history through the real hook and the real client, and tells what came of it. */
export async function runHistory(history: History): Promise<Log> {
  page = { visible: !history.page.hidden, online: !history.page.offline }
  // Whole hours: what depends on the second, as HTTP dates do, is the same in each run.
  const start = Math.ceil(Date.now() / HOUR_MS + 1) * HOUR_MS
  vi.setSystemTime(start)
  const random = sequence(history.seed)
  const spy = vi.spyOn(Math, 'random').mockImplementation(random)

  const entries: Entry[] = []
  let clockOff = 0
  let setAhead = 0
  let latest = start
  const now = (): Moment => {
    const wall = Date.now()
    latest = Math.max(latest, wall)
    const t = wall - start - clockOff
    return { t, wall, ahead: t + setAhead }
  }
  const tell = (entry: Entry) => void entries.push(entry)

  const server = scriptedServer(history.jobs, now, tell)
  const client = createJobClient({
    baseUrl: 'http://api.test',
    fetch: server.fetch,
    shareTabs: false,
  })
  const queryClient = new QueryClient()
  const places = new Map<number, Mounted>()
  const shown = new Map<number, WorkerJobPoll>()
  const listeners = new Map<string, (job: WorkerJob) => void>()
  const listener = (place: number, kind: Options['listener']) => {
    if (kind === 'none') return undefined
    const name = kind === 'own' ? `own ${place}` : 'shared'
    const known = listeners.get(name)
    if (known) return known
    const made = (job: WorkerJob) => {
      tell({ ...now(), is: 'settled', listener: name, job: Number(job.ref.id) - 1, shown: job })
    }
    listeners.set(name, made)
    return made
  }

  const root = createRoot(document.createElement('div'))
  const render = () => {
    flushSync(() => {
      root.render(
        <QueryClientProvider client={queryClient}>
          <JobClientProvider client={client}>
            {[...places].map(([place, { job, options }]) => (
              <Watch
                key={`${place}:${job}`}
                job={job}
                options={options}
                onSettled={listener(place, options.listener)}
                onShow={(poll) => void shown.set(place, poll)}
                onLeave={() => void shown.delete(place)}
              />
            ))}
          </JobClientProvider>
        </QueryClientProvider>,
      )
    })
  }
  const look = async () => {
    await quiet()
    const screens = [...shown].map(([place, poll]) => ({ place, poll }))
    tell({ ...now(), is: 'screens', screens })
  }

  async function wait(ms: number, requestsAtMost = history.requestsAtMost): Promise<void> {
    const end = { isReached: false }
    const alarm = setTimeout(() => (end.isReached = true), ms)
    let since = now().t
    let timers = 0
    while (!end.isReached && server.requests < requestsAtMost) {
      vi.advanceTimersToNextTimer()
      await look()
      timers = now().t > since ? 0 : timers + 1
      since = now().t
      if (timers > TIMERS_AT_ONCE) {
        tell({ ...now(), is: 'spin' })
        break
      }
    }
    clearTimeout(alarm)
  }

  function pageEvent(event: (Entry & { is: 'page' })['event']): void {
    tell({ ...now(), is: 'page', event })
    switch (event) {
      case 'hidden':
      case 'shown':
        page.visible = event === 'shown'
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
        return
      case 'restored':
        window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
        return
      case 'offline':
      case 'online':
        page.online = event === 'online'
        window.dispatchEvent(new Event(event))
    }
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'wait':
        return wait(step.ms)
      case 'hide':
        if (page.visible) pageEvent('hidden')
        return
      case 'show':
        if (!page.visible) pageEvent('shown')
        return
      case 'restore':
        if (page.visible) pageEvent('restored')
        return
      case 'offline':
        if (page.online) pageEvent('offline')
        return
      case 'online':
        if (!page.online) pageEvent('online')
        return
      case 'resume':
        tell({ ...now(), is: 'resume' })
        client.resume()
        return
      case 'invalidate':
        tell({ ...now(), is: 'invalidate' })
        void queryClient.invalidateQueries()
        return
      case 'mount':
        for (const { place, job, options } of step.components) {
          const before = places.get(place)
          // Alone: what two changes in one commit mean together is not said.
          if (before && (before.job !== job || step.components.length > 1)) continue
          tell({ ...now(), is: before ? 'changed' : 'mounted', place, job, options })
          places.set(place, { job, options })
        }
        render()
        return
      case 'unmount': {
        const { place } = step
        const mounted = places.get(place)
        if (!mounted) return
        tell({ ...now(), is: 'unmounted', place, job: mounted.job })
        places.delete(place)
        render()
        return
      }
      case 'refetch': {
        const mounted = places.get(step.place)
        if (!mounted) return
        tell({ ...now(), is: 'refetch', place: step.place, job: mounted.job })
        void shown.get(step.place)?.refetch()
        return
      }
      case 'retry': {
        server.retryStatus = step.status
        const ref = { kind: 'video' as const, id: String(step.job + 1) }
        const retried = client.retry(ref).then(
          () => true,
          () => false,
        )
        // The listeners run before this promise settles.
        const at = entries.length
        const moment = now()
        if (await retried) {
          entries.splice(at, 0, { ...moment, is: 'retried', job: step.job, status: step.status })
        }
        return
      }
      case 'clock':
        clockOff += step.byMs
        setAhead += Math.max(0, step.byMs)
        vi.setSystemTime(Date.now() + step.byMs)
        tell({ ...now(), is: 'clock', byMs: step.byMs })
    }
  }

  try {
    for (const step of history.steps) {
      await take(step)
      await look()
    }
    for (const place of [...places.keys()]) {
      await take({ do: 'unmount', place })
      await look()
    }
    tell({ ...now(), is: 'left', timers: vi.getTimerCount() })
    await wait(HOUR_MS, server.requests + 1)
    tell({ ...now(), is: 'left', timers: vi.getTimerCount() })
  } finally {
    root.unmount()
    queryClient.clear()
    vi.clearAllTimers()
    spy.mockRestore()
    now()
    vi.setSystemTime(latest)
  }
  return { ...history.page, jobs: history.jobs.length, entries }
}

function Watch(props: {
  job: number
  options: Options
  onSettled: ((job: WorkerJob) => void) | undefined
  onShow: (poll: WorkerJobPoll) => void
  onLeave: () => void
}) {
  const { job, options, onSettled, onShow, onLeave } = props
  const { intervalMs, hiddenIntervalMs, enabled } = options
  // Read while rendering: a component is rendered anew for what it has read.
  const poll = {
    ...useWorkerJobPoller(
      { kind: 'video', id: String(job + 1) },
      { intervalMs, hiddenIntervalMs, enabled, onSettled },
    ),
  }
  useLayoutEffect(() => {
    onShow(poll)
    return onLeave
  })
  return null
}

/** Numbers from 0 up to 1 (Park and Miller's generator). */
function sequence(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return (state - 1) / 2_147_483_646
  }
}
