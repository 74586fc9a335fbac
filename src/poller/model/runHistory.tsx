import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import { createJobClient } from '../../api/jobClient'
import { JobClientProvider } from '../JobClientProvider'
import type { WorkerJobPoll } from '../useWorkerJobPoller'
import type { History, Options, Step } from './history'
import { createListeners } from './listeners'
import type { Entry, Log, Moment, PageEvent } from './Log'
import { canHappen, happen, loadPage } from './page'
import { createTruth } from './push/createTruth'
import { scriptedSockets } from './push/scriptedSockets'
import { scriptedServer } from './scriptedServer'
import { sequence } from './sequence'
import { Watch } from './Watch'
// Loaded on demand; here beforehand, because that takes no time that a history could let pass.
import '../joinPush'

const HOUR_MS = 3_600_000
/** So many timers in one millisecond mean that each sets the next. */
const TIMERS_AT_ONCE = 10_000

/** Two minutes in which everything works, at the end of histories with sockets. */
const MENDED_ROUNDS = 8
const MENDED_ROUND_MS = 15_000
const MENDED_REQUESTS = 100
const MENDED_PLACE = 1_000

/** Kept from before the timers are replaced: lets all promises settle. */
const turn = setImmediate
const quiet = () => new Promise<void>((resolve) => turn(resolve))

type Mounted = { job: number; options: Options }

/** Runs a history through the real hook and the real client, and tells what came of it. */
export async function runHistory(history: History): Promise<Log> {
  loadPage(history.page)
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

  const truth = createTruth(history.sockets, () => now().t)
  const server = scriptedServer(history.jobs, truth, now, tell)
  const sockets = history.sockets && scriptedSockets(history.sockets, truth, now, tell)
  const client = createJobClient({
    baseUrl: 'http://api.test',
    fetch: server.fetch,
    shareTabs: false,
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } })
  const places = new Map<number, Mounted>()
  const shown = new Map<number, WorkerJobPoll>()
  const listener = createListeners((name, job) => {
    tell({ ...now(), is: 'settled', listener: name, job: Number(job.ref.id) - 1, shown: job })
  })

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

  function pageEvent(event: PageEvent): void {
    if (!canHappen(event)) return
    tell({ ...now(), is: 'page', event })
    happen(event)
  }

  /** Sets the computer's clock. */
  function setClock(byMs: number): void {
    clockOff += byMs
    setAhead += Math.max(0, byMs)
    vi.setSystemTime(Date.now() + byMs)
    tell({ ...now(), is: 'clock', byMs })
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'wait':
        return wait(step.ms)
      case 'hide':
        pageEvent('hidden')
        return
      case 'show':
        pageEvent('shown')
        return
      case 'restore':
        pageEvent('restored')
        return
      case 'offline':
      case 'online':
        pageEvent(step.do)
        return
      case 'leave':
        // A page that nobody sees is left by none.
        if (step.by === 'pagehide' && !canHappen('restored')) return
        pageEvent(step.by === 'pagehide' ? 'left' : 'frozen')
        await look()
        setClock(step.forMs)
        pageEvent(step.by === 'pagehide' ? 'restored' : 'thawed')
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
        setClock(step.byMs)
        return
      case 'change':
        truth.change(step.job, step.to)
        sockets?.changed(step.job)
        return
      case 'repeat':
        sockets?.changed(step.job)
        return
      case 'garble':
        sockets?.garble(step.job, step.what)
        return
      case 'drop':
        sockets?.drop()
        return
      case 'mute':
        sockets?.mute()
    }
  }

  /** Lets everything work, and tells how the jobs are after a while. */
  async function mend(): Promise<void> {
    const jobs = history.jobs.map((_, job) => job)
    server.mended = { delayMs: 0, reply: { is: 'truth', when: 'answered' } }
    sockets?.mend()
    const step = async (one: Step) => {
      await take(one)
      await look()
    }
    await step({ do: 'show' })
    await step({ do: 'online' })
    for (const job of jobs) {
      if (!truth.of(job)) await step({ do: 'change', job, to: { status: 'PENDING' } })
      if ([...places.values()].some((mounted) => mounted.job === job)) continue
      const component = { place: MENDED_PLACE + job, job, options: { listener: 'none' as const } }
      await step({ do: 'mount', components: [component] })
    }
    for (const [place, { job, options }] of places) {
      const component = { place, job, options: { listener: options.listener } }
      await step({ do: 'mount', components: [component] })
    }
    await step({ do: 'resume' })
    for (const [place, { phase }] of shown) {
      if (phase === 'stopped') await step({ do: 'refetch', place })
    }
    for (let round = 0; round < MENDED_ROUNDS; round++) {
      for (const job of jobs) {
        const { status } = truth.of(job) ?? {}
        if (status === 'READY' || status === 'FAILED') continue
        await step({ do: 'change', job, to: { status: 'PROCESSING', percent: 5 * round } })
      }
      await wait(MENDED_ROUND_MS, server.requests + MENDED_REQUESTS)
    }
    for (const job of jobs) {
      const reply = truth.of(job)
      if (reply) tell({ ...now(), is: 'truth', job, reply, since: truth.since(job) })
    }
  }

  const left = () => {
    const timers = vi.getTimerCount() - (sockets?.pending() ?? 0)
    tell({ ...now(), is: 'left', timers, sockets: sockets?.open() ?? 0 })
  }

  try {
    for (const step of history.steps) {
      await take(step)
      await look()
    }
    if (sockets) await mend()
    for (const place of [...places.keys()]) {
      await take({ do: 'unmount', place })
      await look()
    }
    left()
    await wait(HOUR_MS, server.requests + 1)
    left()
  } finally {
    root.unmount()
    queryClient.clear()
    sockets?.remove()
    vi.clearAllTimers()
    spy.mockRestore()
    now()
    vi.setSystemTime(latest)
  }
  return {
    ...history.page,
    sockets: sockets !== undefined,
    jobs: history.jobs.length,
    entries,
  }
}
