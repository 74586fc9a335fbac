import type { VideoRow } from '../database/port'
import type { Resource } from '../redis/entries'
import { videoBodyFromRow } from '../status/bodies'
import type { StatusReading, StatusSource, StatusStrategy, VideoBody } from '../status/port'
import { RETRY_AFTER_SECONDS } from '../status/readRow'
import { createRedisFirst } from '../status/redisFirst'
import { StoreDownError } from '../storeFault'
import { LINK_LIFE_MS, exportName, exportRows, writeWorkbook } from '../workers/exports'
import { jobType } from '../workers/jobTypes'
import { createPlan } from '../workers/plan'
import type { Core } from './core'
import { isPossibleId, type StrategyName } from './inputs'
import { VIDEO_JOB_TYPE, begin, findJob, freeJobId, freeVideoId } from './starting'

type NotFound = { type: 'notFound' }
type Unavailable = Extract<StatusReading, { type: 'unavailable' }>

/** How many videos a page of the list holds. */
export const PAGE_SIZE = 20

/** Whether an API request is answered at all, with the faults in force. */
export type Admission =
  | { type: 'pass' }
  | { type: 'fail'; status: number; retryAfter: string | null }
  | { type: 'malformed'; status: number }

/** What the production API does, without its HTTP. */
export interface Api {
  /** Takes the latency in force, and decides whether the request fails. */
  admit(): Promise<Admission>
  /** Reads a status by the strategy in force. */
  readStatus(resource: Resource, id: string, tenant: string): Promise<StatusReading>
  /** Counts a status request by what was answered. */
  countAnswer(status: number, source: StatusSource | null): Promise<void>
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
    'redis-first': createRedisFirst(core.readers.redis, core.readers.database),
  }

  /** A turn under the faults of the stores; a database that is down makes it unavailable. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | Unavailable> {
    try {
      return await core.changeAtStorePace(work)
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
      return strategies[core.state.strategy].read(resource, id, tenant)
    },

    countAnswer: (status, source) =>
      core.change(() => {
        const { http } = core.state
        http.requests++
        http.byStatus[status] = (http.byStatus[status] ?? 0) + 1
        if (source) http.bySource[source] = (http.bySource[source] ?? 0) + 1
      }),

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
        const job = findJob(core, 'video', id)
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
            const request = {
              ...plan,
              seconds: (plan.endsAt - plan.createdAt) / 1000,
              outcome: { type: 'success', errorText: null } as const,
            }
            const again = createPlan(request, core.now(), core.random)
            await core.records.retry(again)
            job.plan = again
            job.doneUntil = core.now()
            return { type: 'queued', jobId: core.random.hex(8) }
          }
        }
      })
    },

    async deleteVideo(id, tenant) {
      if (!isPossibleId('video', id)) return { type: 'notFound' }
      return attempt(async () => {
        if (!(await core.records.remove('video', id, tenant))) return { type: 'notFound' }
        const { state } = core
        const job = findJob(core, 'video', id)
        state.jobs = state.jobs.filter((other) => other !== job)
        return { type: 'deleted' }
      })
    },

    async download(id, tenant) {
      if (!isPossibleId('job', id)) return { type: 'notFound' }
      const found = await attempt(async () => {
        const [row] = await core.queries.select('ai_job', { job_id: id, tenant })
        const job = findJob(core, 'job', id)
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
  return malformed
    ? { type: 'malformed', status: status ?? 200 }
    : {
        type: 'fail',
        status: status ?? 503,
        retryAfter: retryAfter === undefined ? null : String(retryAfter),
      }
}
