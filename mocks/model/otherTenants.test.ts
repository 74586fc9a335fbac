import { expect, test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'
import type { Fault } from './operations'

const FAULTS: Fault[] = ['up', 'slow', 'down']
const CASES = STRATEGIES.flatMap((read) =>
  FAULTS.flatMap((redis) => FAULTS.map((db) => ({ read, redis, db }))),
)

const VIDEOS = { queued: 11, running: 12, ready: 13, failed: 14, lost: 15, unknown: 99 }
const JOBS = { queued: 'q', running: 'r', done: 'd', failed: 'f', lost: 'l', unknown: 'x' }

/** Jobs of one tenant, in every state that there is. */
async function everyState() {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: VIDEOS.running, seconds: 3600 })
  await backend.startVideo({ id: VIDEOS.ready, seconds: 5 })
  await backend.startVideo({ id: VIDEOS.failed, seconds: 5, outcome: 'failed' })
  await backend.startVideo({ id: VIDEOS.lost, seconds: 5 })
  const exported = { job_type: 'staff_excel_export' }
  await backend.startJob({ id: JOBS.running, seconds: 3600 })
  await backend.startJob({ id: JOBS.done, seconds: 5, ...exported })
  await backend.startJob({ id: JOBS.failed, seconds: 5, outcome: 'failed', ...exported })
  await backend.startJob({ id: JOBS.lost, seconds: 5, ...exported })
  await backend.setJobFaults('video', String(VIDEOS.lost), { loseRedisWrite: true })
  await backend.setJobFaults('excel', JOBS.lost, { loseRedisWrite: true })
  await backend.advance(90_000)
  await backend.startVideo({ id: VIDEOS.queued, seconds: 3600 })
  await backend.startJob({ id: JOBS.queued, seconds: 3600, ...exported })
  return backend
}

const video = (method: string, suffix = '') =>
  Object.entries(VIDEOS).map(([state, id]) => ({
    state,
    method,
    path: `/media/videos/${id}/${suffix}`,
  }))
const job = (suffix = '') =>
  Object.entries(JOBS).map(([state, id]) => ({
    state,
    method: 'GET',
    path: `/api/v1/jobs/${id}/${suffix}`,
  }))

const REQUESTS = {
  'the status of a video': video('GET'),
  'the status of a job': job(),
  'a retry': video('POST', 'retry/'),
  'a deletion': video('DELETE'),
  'a download': job('download/'),
}

async function exactly(response: Response) {
  const { status, headers } = response
  return { status, headers: [...headers], bytes: await response.text() }
}

test.each(CASES)(
  "$read, Redis $redis, database $db: another tenant's id is told from an unknown one by nothing",
  async ({ read, redis, db }) => {
    for (const [what, requests] of Object.entries(REQUESTS)) {
      const backend = await everyState()
      await backend.setStrategy({ read })
      await backend.setFaults({ redis, db })
      const rows = await backend.database()
      const keys = await backend.redis.list()
      const mockFetch = createMockFetch(backend)
      const headers = { 'X-Tenant-Code': 'other' }
      const ask = async ({ method, path }: { method: string; path: string }) =>
        exactly(await mockFetch(`https://api.example${path}`, { method, headers }))

      // Redis alone knows whose a job is, while of one that it does not know nobody can tell.
      const fromRedis =
        what.startsWith('the status') &&
        read.startsWith('redis-first') &&
        redis === 'up' &&
        db === 'down'
      for (const time of ['first', 'again']) {
        const unknown = await ask(requests.find(({ state }) => state === 'unknown') ?? FAIL)
        expect(unknown.status, `${what}, ${time}`).toBe(db === 'down' ? 503 : 404)
        for (const request of requests.filter(({ state }) => state !== 'unknown')) {
          expect(await ask(request), `${what}, ${request.state}, ${time}`).toEqual(
            fromRedis ? await notFound() : unknown,
          )
        }
      }
      expect(await backend.database()).toEqual(rows)
      expect(await backend.redis.list()).toEqual(keys)
    }
  },
)

const FAIL = { method: 'GET', path: '/nowhere' }

/** The answer for an unknown id when nothing is broken. */
async function notFound() {
  const { backend } = createTestBackend()
  return exactly(await createMockFetch(backend)('https://api.example/media/videos/99/'))
}

test.each(CASES)(
  "$read, Redis $redis, database $db: another tenant's videos are not listed",
  async ({ read, redis, db }) => {
    const backend = await everyState()
    await backend.setStrategy({ read })
    await backend.setFaults({ redis, db })
    const mockFetch = createMockFetch(backend)
    for (const status of ['PROCESSING', 'UPLOADED', 'PENDING']) {
      const url = `https://api.example/media/videos/?status=${status}`
      const list = async (tenant: string) =>
        exactly(await mockFetch(url, { headers: { 'X-Tenant-Code': tenant } }))
      const listed = await list('other')
      expect(listed).toEqual(await list('nobody'))
      expect(listed.status).toBe(db === 'down' ? 503 : 200)
      if (db !== 'down') expect(listed.bytes).toBe('{"count":0,"next":null,"results":[]}')
    }
  },
)
