import type { MockBackend } from '../createMockBackend'
import { PAGE_SIZE } from '../backend/api'
import { DETAILS } from '../backend/details'
import type { StatusSource } from '../status/port'
import type { MockRequest, Reply } from './messages'
import { detail, json, noContent, notFound, unavailable } from './replies'
import type { Method, Params, Route } from './route'
import { readUpload } from './upload'

type TenantAnswer = (request: MockRequest, params: Params, tenant: string) => Promise<Reply>

/** The production API: it needs a tenant, and suffers the faults in force. */
export function createApiRoutes(backend: MockBackend): Route[] {
  /** Null: the request has none, and one is required. */
  function tenantOf(request: MockRequest): string | null {
    const named = request.header('x-tenant-code')?.trim() ?? ''
    if (named !== '') return named
    return backend.requireTenant ? null : backend.tenant
  }

  /** The answer under the faults in force. */
  async function admitted(
    request: MockRequest,
    params: Params,
    tenant: string | null,
    answer: TenantAnswer,
  ): Promise<Reply> {
    const admission = await backend.admit()
    switch (admission.type) {
      case 'fail':
        return detail(
          admission.status,
          '서버에 문제가 생겼습니다. 잠시 후 다시 시도해 주세요.',
          retryAfter(admission),
        )
      case 'malformed':
        return {
          status: admission.status,
          headers: { 'Content-Type': 'text/html; charset=utf-8', ...retryAfter(admission) },
          body: '<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>',
        }
      case 'pass':
        if (tenant === null) return detail(400, DETAILS.noTenant)
        return answer(request, params, tenant)
    }
  }

  const route = (method: Method, path: string, answer: TenantAnswer): Route => ({
    method,
    path,
    async answer(request, params) {
      const reply = await admitted(request, params, tenantOf(request), answer)
      await backend.countAnswer(reply.status)
      return reply
    },
  })

  /** A status request is logged, too. */
  function statusRoute(resource: 'video' | 'job', path: string): Route {
    const read: TenantAnswer = async (_, { id = '' }, tenant) => {
      const reading = await backend.readStatus(resource, id, tenant)
      switch (reading.type) {
        case 'found':
          return json(200, reading.body, {
            [SOURCE]: reading.source,
            ...(reading.version !== null && { 'X-Status-Version': String(reading.version) }),
          })
        case 'notFound':
          return notFound()
        case 'unavailable':
          return unavailable(reading.retryAfterSeconds)
      }
    }
    return {
      method: 'GET',
      path,
      async answer(request, params) {
        const elapsed = backend.stopwatch()
        const { id = '' } = params
        const tenant = tenantOf(request)
        const reply = await admitted(request, params, tenant, read)
        const { status, headers } = reply
        const source = (headers[SOURCE] ?? null) as StatusSource | null
        await backend.countAnswer(status, { resource, id, tenant, source, ms: elapsed() })
        return reply
      },
    }
  }

  return [
    statusRoute('video', '/media/videos/:id/'),
    statusRoute('job', '/api/v1/jobs/:id/'),

    route('GET', '/media/videos/', async (request, _, tenant) => {
      const query = new URLSearchParams(request.query)
      const page = Number(query.get('page') ?? '1')
      if (!Number.isInteger(page) || page < 1) return detail(404, '잘못된 페이지입니다.')
      const list = await backend.listVideos({
        tenant,
        page,
        status: query.get('status'),
      })
      switch (list.type) {
        case 'unavailable':
          return unavailable(list.retryAfterSeconds)
        case 'page': {
          const { count, results } = list
          if (page > 1 && results.length === 0) return detail(404, '잘못된 페이지입니다.')
          query.set('page', String(page + 1))
          const next = `${request.origin}${request.path}?${query.toString()}`
          return json(200, { count, next: page * PAGE_SIZE < count ? next : null, results })
        }
      }
    }),

    route('POST', '/media/videos/', async (request, _, tenant) => {
      const upload = await readUpload(request)
      if (!upload?.file) return detail(400, 'file이 필요합니다.')
      const title = upload.fields.get('title')?.trim() ?? ''
      const made = await backend.uploadVideo({ tenant, title: title || upload.file })
      switch (made.type) {
        case 'created':
          return json(201, made.body)
        case 'unavailable':
          return unavailable(made.retryAfterSeconds)
      }
    }),

    route('POST', '/media/videos/:id/retry/', async (_, { id = '' }, tenant) => {
      const retried = await backend.retryVideo(id, tenant)
      switch (retried.type) {
        case 'queued':
          return json(202, { detail: '재시도를 시작합니다.', job_id: retried.jobId })
        case 'active':
          return detail(200, '이미 처리 중입니다.')
        case 'done':
          return detail(409, '이미 완료된 영상은 재시도할 수 없습니다.')
        case 'notFound':
          return notFound()
        case 'unavailable':
          return unavailable(retried.retryAfterSeconds)
      }
    }),

    route('DELETE', '/media/videos/:id/', async (_, { id = '' }, tenant) => {
      const deleted = await backend.deleteVideo(id, tenant)
      switch (deleted.type) {
        case 'deleted':
          return noContent()
        case 'notFound':
          return notFound()
        case 'unavailable':
          return unavailable(deleted.retryAfterSeconds)
      }
    }),

    route('POST', '/api/v1/jobs/', async (request, _, tenant) => {
      const upload = await readUpload(request)
      const jobType = upload?.fields.get('job_type') ?? (upload?.file ? 'excel_parsing' : '')
      if (!isJobType(jobType)) return detail(400, 'job_type이 필요합니다.')
      const title = upload?.fields.get('title')?.trim() ?? ''
      const made = await backend.createJob({
        tenant,
        jobType,
        title: title || (upload?.file ?? null),
      })
      switch (made.type) {
        case 'created':
          return json(202, { job_id: made.id, status: 'PENDING' })
        case 'unavailable':
          return unavailable(made.retryAfterSeconds)
      }
    }),

    route('GET', '/api/v1/jobs/:id/download/', async (_, { id = '' }, tenant) => {
      const download = await backend.download(id, tenant)
      switch (download.type) {
        case 'file':
          return {
            status: 200,
            headers: {
              'Content-Type': XLSX,
              'Content-Disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''${encodeURIComponent(download.filename)}`,
            },
            body: download.content,
          }
        case 'expired':
          return detail(410, '다운로드 링크가 만료되었습니다. 다시 내보내 주세요.')
        case 'notFound':
          return notFound()
        case 'unavailable':
          return unavailable(download.retryAfterSeconds)
      }
    }),
  ]
}

const retryAfter = ({
  retryAfter: value,
}: {
  retryAfter: string | null
}): Record<string, string> => (value === null ? {} : { 'Retry-After': value })

const SOURCE = 'X-Status-Source'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const isJobType = (text: string) => /^[A-Za-z0-9_-]{1,64}$/.test(text)
