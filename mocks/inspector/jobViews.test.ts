import { expect, test } from 'vitest'
import type { MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { jobViews } from './jobViews'

async function viewsOf(backend: MockBackend) {
  const [jobs, database, redis] = await Promise.all([
    backend.jobs(),
    backend.database(),
    backend.redis.list(),
  ])
  return jobViews({ jobs, database, redis })
}

test('a job has its row and its keys, and the newest comes first', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.startJob({ id: 'a1', seconds: 60 })
  await backend.advance(30_000)
  const { jobs, otherKeys } = await viewsOf(backend)
  expect(jobs.map(({ job, table }) => [job.id, table])).toEqual([
    ['a1', 'ai_job'],
    ['42', 'video'],
  ])
  expect(jobs.map(({ keys }) => keys.map(({ key }) => key))).toEqual([
    ['job:a1:status', 'job:a1:progress'],
    ['video:42:status', 'job:video:42:progress'],
  ])
  expect(jobs[1]?.row).toMatchObject({ id: 42, status: 'PROCESSING' })
  expect(jobs[1]?.keys[0]?.text).toContain('\n  "status": "PROCESSING"')
  expect(jobs.flatMap(({ drifts }) => drifts)).toEqual([])
  expect(otherKeys).toEqual([])
})

test('an end that Redis has not heard of is drift', async () => {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 60 })
  await backend.setJobFaults('video', '42', { loseRedisWrite: true })
  await backend.advance(70_000)
  const { jobs } = await viewsOf(backend)
  expect(jobs[0]?.drifts).toEqual([{ type: 'status', redis: 'PROCESSING', row: 'READY' }])
})

const job = {
  kind: 'excel' as const,
  id: 'a1',
  title: 'Sheet',
  tenant: 'academy',
  status: 'DONE',
  createdAt: 0,
  endsAt: 0,
}
const nothing = { video: [], ai_job: [] }

test('what cannot be read, or has no row, is drift', () => {
  const redis = [{ key: 'job:a1:status', value: 'x{', ttlSeconds: 5 }]
  const { jobs } = jobViews({ jobs: [job], database: nothing, redis })
  expect(jobs[0]).toMatchObject({ row: null, drifts: [{ type: 'noRow' }] })
  expect(jobs[0]?.keys[0]?.text).toBe('x{')
})

test('another tenant in Redis is drift', async () => {
  const { backend } = createTestBackend()
  await backend.startJob({ id: 'a1', seconds: 60 })
  const stores = { jobs: await backend.jobs(), database: await backend.database() }
  const status = { status: 'PENDING', tenant: 'north' }
  const view = (value: string) =>
    jobViews({ ...stores, redis: [{ key: 'job:a1:status', value, ttlSeconds: 5 }] }).jobs[0]
  expect(view(JSON.stringify(status))?.drifts).toEqual([
    { type: 'tenant', redis: 'north', row: 'academy' },
  ])
  expect(view('x{')?.drifts).toEqual([{ type: 'unreadable', key: 'job:a1:status' }])
})

test('keys that are no job’s stand apart', () => {
  const redis = [{ key: 'job:gone:status', value: '{}', ttlSeconds: 5 }]
  expect(jobViews({ jobs: [job], database: nothing, redis }).otherKeys).toHaveLength(1)
})
