import { decoded } from './decoded'
import { parseJob, parseVideo, type JobRef } from '../index'

/** One status request as the page saw it. */
export type LoggedRequest = {
  /** Epoch ms. */
  sentAt: number
  /** Where the answer came from; null while there is none. */
  source: 'redis' | 'cache' | 'db' | 'unknown' | 'failed' | null
  /** Whether it told that the job has ended. */
  terminal: boolean
}

/** The requests of each job, newest last; a new object after each change. */
export type RequestLog = Readonly<Record<string, readonly LoggedRequest[]>>

/** Excel and messaging jobs share an endpoint, so that a job's path is its name here. */
export const pathOf = (ref: JobRef) =>
  `${ref.kind === 'video' ? 'media/videos' : 'api/v1/jobs'}/${ref.id}`

/**
 * Which request is the final fetch: after the first that told of the end the next that did, too, or
 * the one under way.
 */
export function finalIndex(requests: readonly LoggedRequest[]): number | null {
  const end = requests.findIndex((request) => request.terminal)
  const final = requests.findIndex(
    ({ terminal, source }, index) => index > end && (terminal || source === null),
  )
  return end >= 0 && final >= 0 ? final : null
}

/** Watches the status requests that a client sends through its `fetch`. */
export function createRequestLog() {
  let log: RequestLog = {}
  const listeners = new Set<() => void>()

  /** Notes that `before` became `after`; null on either side adds or drops a request. */
  function note(path: string, before: LoggedRequest | null, after: LoggedRequest | null) {
    const kept = log[path]?.flatMap((one) => (one === before ? (after ?? []) : one)) ?? []
    log = { ...log, [path]: before === null && after ? [...kept, after] : kept }
    for (const listener of [...listeners]) listener()
  }

  return {
    getSnapshot: () => log,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** A `fetch` that sends through `send` and keeps the log. */
    watch(send: typeof fetch): typeof fetch {
      return async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input, location.href)
        const [, kind, id] = /\/(media\/videos|api\/v1\/jobs)\/([^/]+)\/$/.exec(url.pathname) ?? []
        if (id === undefined || (init?.method ?? 'GET') !== 'GET') return send(input, init)
        const path = `${kind ?? ''}/${decoded(id)}`
        const request: LoggedRequest = { sentAt: Date.now(), source: null, terminal: false }
        note(path, null, request)
        try {
          const response = await send(input, init)
          note(path, request, { ...request, ...(await read(response.clone(), kind, id)) })
          return response
        } catch (error) {
          // StrictMode's double mount aborts a request that was never really asked for.
          const aborted = init?.signal?.aborted === true
          note(path, request, aborted ? null : { ...request, source: 'failed' })
          throw error
        }
      }
    },
  }
}

async function read(
  response: Response,
  kind: string | undefined,
  id: string,
): Promise<Pick<LoggedRequest, 'source' | 'terminal'>> {
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
