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

/** Which request is the final fetch: the one after the first that told of the end. */
export function finalIndex(requests: readonly LoggedRequest[]): number | null {
  const end = requests.findIndex((request) => request.terminal)
  return end >= 0 && end + 1 < requests.length ? end + 1 : null
}

/** Watches the status requests that a client sends through its `fetch`. */
export function createRequestLog() {
  let log: RequestLog = {}
  const listeners = new Set<() => void>()

  function put(path: string, index: number, request: LoggedRequest) {
    const requests = [...(log[path] ?? [])]
    requests[index] = request
    log = { ...log, [path]: requests }
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
        const path = `${kind ?? ''}/${decodeURIComponent(id)}`
        const index = log[path]?.length ?? 0
        const request: LoggedRequest = { sentAt: Date.now(), source: null, terminal: false }
        put(path, index, request)
        try {
          const response = await send(input, init)
          put(path, index, { ...request, ...(await read(response.clone(), kind, id)) })
          return response
        } catch (error) {
          put(path, index, { ...request, source: 'failed' })
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
      ? parseVideo(body, { kind: 'video', id: decodeURIComponent(id) })
      : parseJob(body, { kind: 'excel', id: decodeURIComponent(id) })
    const terminal = job.state === 'succeeded' || job.state === 'failed'
    return { source: response.ok ? source : 'failed', terminal }
  } catch {
    return { source: 'failed', terminal: false }
  }
}
