import { JobStatusError } from '../job/JobStatusError'
import { parseJob } from '../job/parseJob'
import { parseVideo } from '../job/parseVideo'
import type { JobAnswer, JobRef, JobResult } from '../job/WorkerJob'
import { createRequest, readJson, type RequestOptions } from './createRequest'
import { jobPath } from './jobPath'
import { safeUrl } from './safeUrl'
import { saveFile } from './saveFile'

export type JobClientOptions = RequestOptions & {
  /** Where the status API is; a path prefix is kept. Default: the page's own origin. */
  baseUrl?: string
  /** What an `hls_path` resolves against. Default: `baseUrl`. */
  mediaBaseUrl?: string
  /** The signed-in user: what is cached or stored belongs to (baseUrl, tenant, scope). */
  scope?: string
  /** Whether one tab asks for all tabs of this client's scope, where the browser can. Default true. */
  shareTabs?: boolean
  /**
   * Whether a WebSocket may take the place of polling, where the server has one: see `socketUrl`.
   * Default true. False asks for no socket and downloads no code for it.
   */
  push?: boolean
}

/** What a client tells those who poll through it. */
export type JobClientEvent = { type: 'retried'; ref: JobRef } | { type: 'resumed' }

/** Speaks the status API for one tenant and user; made by `createJobClient`. */
export type JobClient = {
  /** What cached and stored data of this client belongs to. */
  readonly identity: Readonly<{ baseUrl: string; tenant: string | null; scope: string | null }>
  /** Whether one tab may ask for all. */
  readonly shareTabs: boolean
  /** Whether a socket may take the place of polling. */
  readonly push: boolean
  /**
   * Where the server tells of changes: `/ws/jobs/` of the API, with the tenant in its query. A
   * browser sends a socket its cookies, but no `headers` of ours.
   *
   * @throws JobStatusError `misconfigured` when the base URL is none.
   */
  socketUrl(): string
  /**
   * Asks once how a job is.
   *
   * @throws JobStatusError for whatever is not an answer. An abort by `signal` throws its reason.
   */
  fetchStatus(ref: JobRef, signal?: AbortSignal): Promise<JobAnswer>
  /**
   * Asks the API for the JSON at a path that starts with a slash, as for a status: with the headers,
   * the tenant and the time limit of this client.
   *
   * @throws JobStatusError for whatever is not JSON with 2xx.
   */
  get(path: string): Promise<unknown>
  /**
   * Queues a failed video again, or learns that it is already active.
   *
   * @throws JobStatusError when the server refuses; `detail` holds its words.
   */
  retry(ref: JobRef): Promise<void>
  /**
   * Cancels and deletes a video. One that is gone already counts as done.
   *
   * @throws JobStatusError when the server refuses.
   */
  cancel(ref: JobRef): Promise<void>
  /**
   * Saves the file that an export made. Links expire after an hour, so one that is older than
   * 5 minutes is asked for anew. A link on the API's own origin is fetched with this client's
   * headers; another is left to the browser.
   *
   * @throws JobStatusError when there is no such file or the server refuses.
   */
  download(ref: JobRef): Promise<void>
  /** The address of a stream (`hlsPath`), or null if it is no `http(s)` link. */
  mediaUrl(path: string): string | null
  /** Restarts every job that stopped because the server said 401 or 403. */
  resume(): void
  /** Tells of retries and resumptions until the returned function is called. */
  subscribe(listener: (event: JobClientEvent) => void): () => void
}

/** A link is asked for anew once it is this old: links live for an hour, a press may come late. */
const LINK_FRESH_MS = 5 * 60_000
/** How many links are kept. */
const LINKS_MAX = 200

/** Makes the client that the poller and the box ask through. */
export function createJobClient(options: JobClientOptions = {}): JobClient {
  const request = createRequest(options)
  const listeners = new Set<(event: JobClientEvent) => void>()
  const links = new Map<string, { result: JobResult & { type: 'export' }; at: number }>()
  const emit = (event: JobClientEvent) => {
    for (const listener of [...listeners]) listener(event)
  }
  const linkKey = (ref: JobRef) => `${ref.kind}:${ref.id}`

  /** The API's base as an absolute URL that ends in a slash. */
  function base(configured = options.baseUrl ?? ''): string {
    const page = typeof location === 'undefined' ? undefined : location.origin
    const slashed = configured.endsWith('/') ? configured : `${configured}/`
    if (!URL.canParse(slashed, page)) {
      throw new JobStatusError(
        'misconfigured',
        `Failed to build a request: ${JSON.stringify(configured)} is no base URL here. Pass createJobClient an absolute baseUrl.`,
      )
    }
    return new URL(slashed, page).href
  }

  const apiUrl = (path: string) => new URL(path.slice(1), base()).href

  async function fetchStatus(ref: JobRef, signal?: AbortSignal): Promise<JobAnswer> {
    const url = apiUrl(jobPath(ref))
    const { body, version } = await request(url, { cache: 'no-store' }, signal, readStatus)
    const job = ref.kind === 'video' ? parseVideo(body, ref) : parseJob(body, ref)
    if (job.state === 'succeeded' && job.result?.type === 'export') {
      links.set(linkKey(ref), { result: job.result, at: Date.now() })
      const [oldest = ''] = links.keys()
      if (links.size > LINKS_MAX) links.delete(oldest)
    }
    return { job, version }
  }

  async function freshLink(ref: JobRef): Promise<JobResult & { type: 'export' }> {
    const known = links.get(linkKey(ref))
    if (known && Math.abs(Date.now() - known.at) < LINK_FRESH_MS) return known.result
    await fetchStatus(ref)
    const asked = links.get(linkKey(ref))
    if (!asked || asked === known) {
      throw new JobStatusError(
        'gone',
        `Failed to download ${linkKey(ref)}: it has no file. Check that the job is an export and done.`,
      )
    }
    return asked.result
  }

  /** Only videos have these endpoints. */
  function videoUrl(ref: JobRef, action: string): string {
    if (ref.kind !== 'video') {
      throw new JobStatusError(
        'misconfigured',
        `Failed to ${action} ${linkKey(ref)}: only videos can be retried or cancelled. Pass a video.`,
      )
    }
    return apiUrl(jobPath(ref))
  }
  const ignoreBody = async () => {}

  return {
    identity: {
      baseUrl: options.baseUrl ?? '',
      tenant: options.tenant ?? null,
      scope: options.scope ?? null,
    },
    shareTabs: options.shareTabs ?? true,
    push: options.push ?? true,
    socketUrl() {
      const { tenant } = options
      const query = tenant === undefined ? '' : `?tenant=${encodeURIComponent(tenant)}`
      return apiUrl(`/ws/jobs/${query}`).replace(/^http/, 'ws')
    },
    fetchStatus,
    get: (path) => request(apiUrl(path), { cache: 'no-store' }, undefined, readJson),
    async retry(ref) {
      await request(`${videoUrl(ref, 'retry')}retry/`, { method: 'POST' }, undefined, ignoreBody)
      emit({ type: 'retried', ref })
    },
    async cancel(ref) {
      try {
        await request(videoUrl(ref, 'cancel'), { method: 'DELETE' }, undefined, ignoreBody)
      } catch (error) {
        if (!(error instanceof JobStatusError && error.status === 404)) throw error
      }
    },
    async download(ref) {
      const { downloadUrl, filename } = await freshLink(ref)
      const url = safeUrl(downloadUrl, base())
      if (url === null) {
        throw new JobStatusError(
          'malformed',
          `Failed to download ${linkKey(ref)}: the server sent a link that is not http(s). Check what made the file.`,
        )
      }
      if (new URL(url).origin !== new URL(base()).origin) saveFile(url, filename)
      else {
        const init = { headers: { Accept: '*/*' }, unlimited: true }
        saveFile(await request(url, init, undefined, (response) => response.blob()), filename)
      }
    },
    mediaUrl: (path) => safeUrl(path, base(options.mediaBaseUrl ?? options.baseUrl)),
    resume() {
      emit({ type: 'resumed' })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The body, and the number that `X-Status-Version` gives to this state of the job. */
async function readStatus(response: Response) {
  const digits = /^\d+$/.exec(response.headers.get('X-Status-Version') ?? '')
  const version = Number(digits)
  return {
    body: await readJson(response),
    version: digits && Number.isSafeInteger(version) ? version : null,
  }
}
