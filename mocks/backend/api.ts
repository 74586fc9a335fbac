import type { VideoRow } from '../database/port'
import type { Resource } from '../redis/entries'
import { videoBodyFromRow } from '../status/bodies'
import type { StatusReading, StatusSource, StatusStrategy, VideoBody } from '../status/port'
import { createCache } from '../status/cache'
import { createDb } from '../status/db'
import { createRedisFirst } from '../status/redisFirst'
import { createRedisFirstHardened } from '../status/redisFirstHardened'
import { StoreDownError } from '../storeFault'
import { LINK_LIFE_MS, exportName, exportRows, writeWorkbook } from '../workers/exports'
import { restart } from '../workers/job'
import { jobType } from '../workers/jobTypes'
import { createPlan } from '../workers/plan'
import type { Core } from './core'
import { isPossibleId, type StrategyName } from './inputs'
import { record } from './history'
import { append } from './log'
import { VIDEO_JOB_TYPE, begin, freeJobId, freeVideoId } from './starting'

type NotFound = { type: 'notFound' }
type Unavailable = Extract<StatusReading, { type: 'unavailable' }>

/** What a client is asked to wait when the database is needed and down, in seconds. */
const RETRY_AFTER_SECONDS = 5

/** How many videos a page of the list holds. */
export const PAGE_SIZE = 20

/** Whether an API request is answered at all, with the faults in force. */
export type Admission =
  | { type: 'pass' }
  | { type: 'fail'; status: number; retryAfter: string | null }
  | { type: 'malformed'; status: number; retryAfter: string | null }

/** What the production API does, without its HTTP. */
export interface Api {
  /** Takes the latency in force, and decides whether the request fails. */
  admit(): Promise<Admission>
  /** Reads a status by the strategy in force. */
  readStatus(resource: Resource, id: string, tenant: string): Promise<StatusReading>
  /** Counts a request by what was answered; a status request is logged, too. */
  countAnswer(
    status: number,
    logged?: {
      resource: Resource
      id: string
      tenant: string | null
      source: StatusSource | null
      ms: number
    },
  ): Promise<void>
  /** Real milliseconds since it was called. */
  stopwatch(): () => number
  listVideos(query: {
    tenant: string
    status: string | null
    page: number
  }): Promise<{ type: 'page'; count: number; results: VideoBody[] } | Unavailable>
  uploadVideo(video: {
    tenant: string
    title: string
  }): Promise<{ type: 'created'; body: VideoBody } | Unavailable>
  createJob(job: {
    tenant: string
    jobType: string
    title: string | null
  }): Promise<{ type: 'created'; id: string } | Unavailable>
  retryVideo(
    id: string,
    tenant: string,
  ): Promise<
    | { type: 'queued'; jobId: string }
    | { type: 'active' }
    | { type: 'done' }
    | NotFound
    | Unavailable
  >
  deleteVideo(id: string, tenant: string): Promise<{ type: 'deleted' } | NotFound | Unavailable>
  download(
    id: string,
    tenant: string,
  ): Promise<
    | { type: 'file'; filename: string; content: ArrayBuffer }
    | { type: 'expired' }
    | NotFound
    | Unavailable
  >
}

export function createApi(core: Core): Api {
  const strategies: Record<StrategyName, StatusStrategy> = {
    db: createDb(core.readers),
    cache: createCache(core.readers),
    'redis-first': createRedisFirst(core.readers),
    'redis-first-hardened': createRedisFirstHardened(core.readers),
  }

  /** A turn under the faults of the stores. */
  const attempt = <T>(work: () => Promise<T>) => unlessDown(() => core.changeAtStorePace(work))

  /** A database that is down makes it unavailable. */
  async function unlessDown<T>(work: () => Promise<T>): Promise<T | Unavailable> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreDownError)) throw error
      return { type: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS }
    }
  }

  return {
    async admit() {
      const { admission, latencyMs } = await core.look(() => ({
        admission: decide(core),
        latencyMs: core.state.faults.api?.latencyMs ?? 0,
      }))
      await core.wait(latencyMs)
      return admission
    },

    async readStatus(resource, id, tenant) {
      if (!isPossibleId(resource, id)) return { type: 'notFound' }
      return unlessDown(() => strategies[core.state.strategy].read(resource, id, tenant))
    },

    countAnswer: (status, logged) =>
      core.change(() => {
        const { http, log, history } = core.state
        http.requests++
        http.byStatus[status] = (http.byStatus[status] ?? 0) + 1
        record(history, 'requests', core.now())
        if (!logged) return
        const { resource, ...request } = logged
        const { id, source } = request
        if (source) http.bySource[source] = (http.bySource[source] ?? 0) + 1
        const kind = core.jobs.find(resource, id)?.plan.kind ?? resource
        append(log, { t: core.now(), kind, status, ...request })
      }),

    stopwatch: () => core.stopwatch(),

    listVideos: ({ tenant, status, page }) =>
      attempt(async () => {
        const where =
          status === null ? { tenant } : { tenant, status: status as VideoRow['status'] }
        const rows = await core.queries.select('video', where)
        const newestFirst = rows.sort((a, b) => b.id - a.id)
        const shown = newestFirst.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
        const results = shown.map((row) => videoBodyFromRow(row, null))
        return { type: 'page', count: rows.length, results }
      }),

    uploadVideo: (video) =>
      attempt(async () => {
        const id = freeVideoId(core)
        await begin(core, core.records, {
          kind: 'video',
          id,
          ...video,
          jobType: VIDEO_JOB_TYPE,
          outcome: { type: 'success', errorText: null },
        })
        const updated_at = new Date(core.now()).toISOString()
        const body = { id: Number(id), title: video.title, status: 'UPLOADED', updated_at }
        return { type: 'created', body }
      }),

    createJob: ({ tenant, jobType: name, title }) =>
      attempt(async () => {
        const id = freeJobId(core)
        const known = jobType(name)
        await begin(core, core.records, {
          kind: known.kind,
          id,
          tenant,
          title: title ?? known.title,
          jobType: name,
          outcome: { type: 'success', errorText: null },
        })
        return { type: 'created', id }
      }),

    async retryVideo(id, tenant) {
      if (!isPossibleId('video', id)) return { type: 'notFound' }
      return attempt(async () => {
        const [row] = await core.queries.select('video', { id: Number(id), tenant })
        const job = core.jobs.find('video', id)
        if (!row || !job) return { type: 'notFound' }
        switch (row.status) {
          case 'READY':
            return { type: 'done' }
          case 'PENDING':
          case 'UPLOADED':
          case 'PROCESSING':
            return { type: 'active' }
          case 'FAILED': {
            const { plan } = job
            const outcome = { type: 'success', errorText: null } as const
            const again = createPlan({ ...plan, outcome }, core.now(), core.random)
            await core.records.retry(again)
            core.changed('video', id, tenant)
            restart(job, again, core.now())
            core.jobs.reschedule(job)
            return { type: 'queued', jobId: core.random.hex(8) }
          }
        }
      })
    },

    async deleteVideo(id, tenant) {
      if (!isPossibleId('video', id)) return { type: 'notFound' }
      return attempt(async () => {
        if (!(await core.records.remove('video', id, tenant))) return { type: 'notFound' }
        core.changed('video', id, tenant)
        const job = core.jobs.find('video', id)
        if (job) core.jobs.remove(job)
        return { type: 'deleted' }
      })
    },

    async download(id, tenant) {
      if (!isPossibleId('job', id)) return { type: 'notFound' }
      const found = await attempt(async () => {
        const [row] = await core.queries.select('ai_job', { job_id: id, tenant })
        const job = core.jobs.find('job', id)
        const exported = row?.status === 'DONE' && jobType(row.job_type).result === 'export'
        if (!exported || !job) return { type: 'notFound' as const }
        return core.now() < Date.parse(row.updated_at) + LINK_LIFE_MS
          ? { type: 'rows' as const, rows: exportRows(job.plan), filename: exportName(job.plan) }
          : { type: 'expired' as const }
      })
      if (found.type !== 'rows') return found
      return {
        type: 'file',
        filename: found.filename,
        content: await writeWorkbook(found.rows),
      }
    },
  }
}

function decide(core: Core): Admission {
  const { status, retryAfter, failureRate, malformed = false } = core.state.faults.api ?? {}
  const asked = status !== undefined || failureRate !== undefined || malformed
  if (!asked) return { type: 'pass' }
  if (failureRate !== undefined && core.random.next() >= failureRate) return { type: 'pass' }
  const wait = retryAfter === undefined ? null : String(retryAfter)
  return malformed
    ? { type: 'malformed', status: status ?? 200, retryAfter: wait }
    : { type: 'fail', status: status ?? 503, retryAfter: wait }
}
