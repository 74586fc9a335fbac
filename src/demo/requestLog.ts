import type { QueryCache } from '@tanstack/react-query'
import { decoded } from './decoded'
import type { Backend } from './post'
import { JobStatusError, parseJob, parseVideo, type JobRef } from '../index'

/** One status request as the page that sent it saw it, or a message that a socket brought instead. */
export type LoggedRequest = {
  /** Random, so that it is no other tab's. */
  id: number
  /** Epoch ms. */
  sentAt: number
  /** Where the answer came from; null while there is none. */
  source: 'redis' | 'cache' | 'db' | 'unknown' | 'failed' | 'push' | null
  /** Whether it told that the job has ended. */
  terminal: boolean
  /** Whether another tab sent it, and told this one. */
  told: boolean
}

/** The requests of each job, newest last; a new object after each change. */
export type RequestLog = Readonly<Record<string, readonly LoggedRequest[]>>

type Result = Pick<LoggedRequest, 'source' | 'terminal'>

/** Of what the poller keeps in the cache: when it last asked or was told, and what by a socket. */
type Remembered = {
  askedAt: number
  push: { live: boolean; heardAt?: number } | null
  ending: object | null
}

/** What tabs say to one another: that one is new, or what one has asked itself. */
type Message = 'hello' | { path: string; requests: readonly LoggedRequest[] }

/** Excel and messaging jobs share an endpoint, so that a job's path is its name here. */
export const pathOf = (ref: JobRef) =>
  `${ref.kind === 'video' ? 'media/videos' : 'api/v1/jobs'}/${ref.id}`

/**
 * Which requests are final fetches, as indices: after one that told of an end the next that did, too,
 * or the one under way. `isOver`: whether nothing has told of an attempt since the last of them.
 */
export function findFinals(requests: readonly LoggedRequest[]) {
  const finals = new Set<number>()
  let attempt: 'running' | 'ended' | 'over' = 'running'
  for (const [index, { terminal, source }] of requests.entries()) {
    if (source === 'failed') continue
    if (!terminal && source !== null) attempt = 'running'
    else if (attempt === 'ended') {
      finals.add(index)
      attempt = 'over'
    } else if (attempt === 'running' && terminal) attempt = 'ended'
  }
  return { finals, isOver: attempt === 'over' }
}

/**
 * Watches the status requests that a client sends through its `fetch`, and shares them with the other
 * tabs at that backend, where the browser lets tabs talk.
 */
export function createRequestLog({ baseUrl, tenant }: Backend) {
  let log: RequestLog = {}
  let channel: BroadcastChannel | undefined
  const listeners = new Set<() => void>()

  /** Notes that `before` became `after`; requests are told apart by their ids. */
  function note(
    path: string,
    before: readonly LoggedRequest[],
    after: readonly LoggedRequest[],
  ): void {
    const gone = new Set(before.map(({ id }) => id))
    const kept = (log[path] ?? []).filter(({ id }) => !gone.has(id))
    log = { ...log, [path]: [...kept, ...after].sort((one, two) => one.sentAt - two.sentAt) }
    for (const listener of [...listeners]) listener()
  }

  const post = (message: Message) => channel?.postMessage(message)

  function tellOwn(): void {
    for (const [path, requests] of Object.entries(log)) {
      post({
        path,
        requests: requests.filter(({ told, source }) => source && source !== 'push' && !told),
      })
    }
  }

  function open(): void {
    if (channel) return
    try {
      channel = new BroadcastChannel(`demo requests ${baseUrl} ${tenant}`)
    } catch {
      // Missing, or refused: as if there were no other tab.
      return
    }
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === 'hello') tellOwn()
      else {
        const { path, requests } = data
        const told = requests.map((request) => ({ ...request, told: true }))
        note(path, requests, told)
      }
    }
    post('hello')
    tellOwn()
  }

  open()
  // An open channel could keep the page out of the back/forward cache.
  window.addEventListener('pagehide', () => {
    channel?.close()
    channel = undefined
  })
  window.addEventListener('pageshow', open)

  return {
    getSnapshot: () => log,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** Notes what a socket tells of jobs, as the poller's cache learns of it. */
    watchCache(cache: QueryCache): () => void {
      const heardAt = new Map<string, number>()
      return cache.subscribe(({ type, query }) => {
        const [name, kind, id] = query.queryKey as [string, JobRef['kind'], string]
        if (type !== 'updated' || name !== 'worker-jobs') return
        const { push = null, askedAt = 0, ending } = (query.state.data ?? {}) as Partial<Remembered>
        const path = pathOf({ kind, id })
        // What was known before is no news, and counts as no answer.
        if (!push?.live || push.heardAt !== askedAt || heardAt.get(path) === askedAt) return
        heardAt.set(path, askedAt)
        const terminal = ending !== null
        const heard = { id: Math.random(), sentAt: askedAt, terminal, told: false }
        note(path, [], [{ ...heard, source: 'push' }])
      })
    },
    /** A `fetch` that sends through `send` and keeps the log. */
    watch(send: typeof fetch): typeof fetch {
      return async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input, location.href)
        const [, kind, id] = /\/(media\/videos|api\/v1\/jobs)\/([^/]+)\/$/.exec(url.pathname) ?? []
        if (id === undefined || (init?.method ?? 'GET') !== 'GET') return send(input, init)
        const path = `${kind ?? ''}/${decoded(id)}`
        const request: LoggedRequest = {
          id: Math.random(),
          sentAt: Date.now(),
          source: null,
          terminal: false,
          told: false,
        }
        note(path, [], [request])
        const finish = (result: Result) => {
          // As StrictMode's double mount does to what was never really asked. A timeout is a failure.
          const { signal } = init ?? {}
          const isUnwanted = signal?.aborted && !(signal.reason instanceof JobStatusError)
          const requests = isUnwanted ? [] : [{ ...request, ...result }]
          note(path, [request], requests)
          post({ path, requests })
        }
        try {
          const response = await send(input, init)
          finish(await read(response.clone(), kind, id))
          return response
        } catch (error) {
          finish({ source: 'failed', terminal: false })
          throw error
        }
      }
    },
  }
}

async function read(response: Response, kind: string | undefined, id: string): Promise<Result> {
  const header = response.headers.get('X-Status-Source')
  const source = header === 'redis' || header === 'cache' || header === 'db' ? header : 'unknown'
  try {
    const body: unknown = await response.json()
    const video = kind === 'media/videos'
    const job = video
      ? parseVideo(body, { kind: 'video', id: decoded(id) })
      : parseJob(body, { kind: 'excel', id: decoded(id) })
    const terminal = job.state === 'succeeded' || job.state === 'failed'
    return { source: response.ok ? source : 'failed', terminal }
  } catch {
    return { source: 'failed', terminal: false }
  }
}
