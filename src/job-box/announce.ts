import type { QueryClient } from '@tanstack/react-query'
import type { JobClient } from '../api/jobClient'
import { jobKeys } from '../api/jobKeys'
import type { PollMemory } from '../poller/policy'
import { readSurroundings, subscribeSurroundings } from '../poller/surroundings'
import { announcement } from './announcement'
import type { JobBoxStore } from './createJobBoxStore'
import { hear, silence, type Sighting } from './hear'
import { factsOf, rowStatus } from './rowStatus'
import { titleOf } from './titleOf'
import { jobKey, type TrackedJob } from './TrackedJob'
import type { Words } from './words/en'

/** How long changes are gathered before the list is looked at. */
const LOOK_MS = 200
/** For so long what was said is found by those who read the page. */
const STALE_MS = 10_000

type Options = {
  store: JobBoxStore
  client: JobClient
  queryClient: QueryClient
  words: Words
  /** Jobs that were in the list by then are restored ones, epoch ms. */
  since: number
  /** The live region. */
  element: HTMLElement
}

/** Writes into a live region how the jobs of a list are, until the signal aborts. */
export function announce(options: Options, signal: AbortSignal): void {
  const { store, client, queryClient, words, since, element } = options
  let hearing = silence
  let timer: ReturnType<typeof setTimeout> | undefined
  let wakeAt = Infinity

  function sight(tracked: TrackedJob): Sighting {
    const { ref, addedAt, outcome } = tracked
    const memory = outcome
      ? undefined
      : queryClient.getQueryData<PollMemory>(jobKeys.job(client, ref))
    const status = rowStatus(tracked, memory && factsOf(memory))
    const active = status.state === 'queued' || status.state === 'running'
    return {
      key: jobKey(ref),
      title: titleOf(tracked, words),
      fresh: addedAt > since,
      outcome,
      active,
      percent: active ? (status.progress?.percent ?? null) : null,
    }
  }

  function look(): void {
    const { jobs, removed } = store.getSnapshot()
    const now = performance.now()
    const heard = hear(
      hearing,
      jobs.map(sight),
      removed.map(({ ref }) => jobKey(ref)),
      now,
      readSurroundings().visible,
    )
    hearing = heard.hearing
    const staleAt = hearing.saidAt + STALE_MS
    if (heard.news) say(announcement(heard.news, words))
    else if (staleAt <= now) element.textContent = ''
    wakeAt = Infinity
    wakeIn(Math.min(heard.wakeAt, staleAt > now ? staleAt : Infinity) - now)
  }

  function say(text: string): void {
    // What is said twice in a row must be another text to be read out twice.
    element.textContent = text === element.textContent ? `${text}\u00a0` : text
  }

  function wakeIn(ms: number): void {
    const at = performance.now() + ms
    if (at >= wakeAt) return
    wakeAt = at
    clearTimeout(timer)
    timer = setTimeout(look, Math.ceil(ms))
  }

  if (signal.aborted) return
  look()
  const lookSoon = () => wakeIn(LOOK_MS)
  const stops = [
    store.subscribe(lookSoon),
    queryClient.getQueryCache().subscribe(({ type }) => {
      if (type === 'updated') lookSoon()
    }),
    subscribeSurroundings(lookSoon),
  ]
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
}
