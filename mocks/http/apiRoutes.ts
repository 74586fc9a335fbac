import type { MockBackend } from '../createMockBackend'
import { PAGE_SIZE } from '../backend/api'
import type { StatusSource } from '../status/port'
import { detail, json, noContent, notFound, unavailable } from './responses'
import type { Params, Route } from './routes'
import { readUpload } from './upload'

type Answer = (request: Request, params: Params, tenant: string) => Promise<Response>

/** The production API: it needs a tenant, and suffers the faults in force. */
export function createApiRoutes(backend: MockBackend): Route[] {
  /** The answer under the faults in force, to a request that has a tenant. */
  async function admitted(request: Request, params: Params, answer: Answer): Promise<Response> {
    const admission = await backend.admit()
    switch (admission.type) {
      case 'fail':
        return detail(
          admission.status,
          '서버에 문제가 생겼습니다. 잠시 후 다시 시도해 주세요.',
          admission.retryAfter === null ? {} : { 'Retry-After': admission.retryAfter },
        )
      case 'malformed':
        return new Response('<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>', {
          status: admission.status,
          headers: { 'Content-Type': 'text/html; charset=utf-8' },
        })
      case 'pass': {
        const named = request.headers.get('X-Tenant-Code')?.trim() ?? ''
        if (named === '' && backend.requireTenant) return detail(400, 'tenant가 필요합니다.')
        return answer(request, params, named === '' ? backend.tenant : named)
      }
    }
  }

  const route = (method: Route['method'], path: string, answer: Answer): Route => ({
    method,
    path,
    answer: (request, params) => admitted(request, params, answer),
  })

  /** A status request is counted by what was answered. */
  const statusRoute = (resource: 'video' | 'job', path: string): Route => ({
    method: 'get',
    path,
    async answer(request, params) {
      const response = await admitted(request, params, readStatus)
      const source = response.headers.get(SOURCE) as StatusSource | null
      await backend.countAnswer(response.status, source)
      return response

      async function readStatus(_: Request, { id = '' }: Params, tenant: string) {
        const reading = await backend.readStatus(resource, id, tenant)
        switch (reading.type) {
          case 'found':
            return json(200, reading.body, { [SOURCE]: reading.source })
          case 'notFound':
            return notFound()
          case 'unavailable':
            return unavailable(reading.retryAfterSeconds)
        }
      }
    },
  })

  return [
    statusRoute('video', '/media/videos/:id/'),
    statusRoute('job', '/api/v1/jobs/:id/'),

    route('get', '/media/videos/', async (request, _, tenant) => {
      const url = new URL(request.url)
      const page = Number(url.searchParams.get('page') ?? '1')
      if (!Number.isInteger(page) || page < 1) return detail(404, '잘못된 페이지입니다.')
      const list = await backend.listVideos({
        tenant,
        page,
        status: url.searchParams.get('status'),
      })
      switch (list.type) {
        case 'unavailable':
          return unavailable(list.retryAfterSeconds)
        case 'page': {
          const { count, results } = list
          if (page > 1 && results.length === 0) return detail(404, '잘못된 페이지입니다.')
          url.searchParams.set('page', String(page + 1))
          return json(200, { count, next: page * PAGE_SIZE < count ? url.href : null, results })
        }
      }
    }),

    route('post', '/media/videos/', async (request, _, tenant) => {
      const upload = await readUpload(request)
      if (!upload?.file) return detail(400, 'file이 필요합니다.')
      const title = upload.fields['title']?.trim() ?? ''
      const made = await backend.uploadVideo({ tenant, title: title || upload.file })
      switch (made.type) {
        case 'created':
          return json(201, made.body)
        case 'unavailable':
          return unavailable(made.retryAfterSeconds)
      }
    }),

    route('post', '/media/videos/:id/retry/', async (_, { id = '' }, tenant) => {
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

    route('delete', '/media/videos/:id/', async (_, { id = '' }, tenant) => {
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

    route('post', '/api/v1/jobs/', async (request, _, tenant) => {
      const upload = await readUpload(request)
      const jobType = upload?.fields['job_type'] ?? (upload?.file ? 'excel_parsing' : '')
      if (!isJobType(jobType)) return detail(400, 'job_type이 필요합니다.')
      const title = upload?.fields['title']?.trim() ?? ''
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

    route('get', '/api/v1/jobs/:id/download/', async (_, { id = '' }, tenant) => {
      const download = await backend.download(id, tenant)
      switch (download.type) {
        case 'file':
          return new Response(download.content, {
            headers: {
              'Content-Type': XLSX,
              'Content-Disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''${encodeURIComponent(download.filename)}`,
            },
          })
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

const SOURCE = 'X-Status-Source'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const isJobType = (text: string) => /^[A-Za-z0-9_-]{1,64}$/.test(text)
