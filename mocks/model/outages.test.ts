import { describe, expect, test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import type { MockBackend } from '../createMockBackend'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'
import { keyOf, type Resource } from './operations'
import { writeToRedis } from './writeToRedis'

/*
 * A job of an hour is halfway, its worker has just written, and a client has just asked. Then
 * something breaks. The client asks at once and once again, 5 s, 10 s and 70 s later, and at once
 * and 10 s after everything is mended.
 *
 * A cell is what the client is told: `redis`, `cache` or `db` is the source of the job in progress,
 * `-` means that nobody knows how far it is, and the number counts the SELECTs.
 */
const MOMENTS = ['at once', 'again', '5 s', '10 s', '70 s', 'mended', '10 s later'] as const
const HALF_AN_HOUR_MS = 1_800_000

interface Outage {
  what: string
  breaks: (backend: MockBackend, job: Job) => Promise<unknown>
  /** A row for each strategy, by the moments. */
  table: string[]
}

const OUTAGES: Outage[] = [
  {
    what: 'nothing',
    breaks: () => Promise.resolve(),
    table: [
      'db                   | db 1    | db 1    | db 1    | db 1    | db 1    | db 1    | db 1',
      'cache                | cache 0 | cache 0 | db 1    | db 1    | db 1    | cache 0 | db 1',
      'redis-first          | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
      'redis-first-hardened | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  },
  {
    // Its worker writes progress again within 10 s, but renews a status key only where there is one.
    what: 'Redis is flushed',
    breaks: (backend) => backend.redis.flush(),
    table: [
      'db                   | db - 1    | db - 1    | db - 1 | db 1    | db 1    | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | db - 1 | db 1    | db 1    | cache 0 | db 1',
      'redis-first          | db - 1    | db - 1    | db - 1 | db 1    | db 1    | db 1    | db 1',
      'redis-first-hardened | db - 1    | redis - 0 | db - 1 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  },
  {
    what: 'Redis is down',
    breaks: (backend) => backend.setFaults({ redis: 'down' }),
    table: [
      'db                   | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | db - 1 | db - 1 | db - 1 | cache 0 | db 1',
      'redis-first          | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | redis 0 | redis 0',
      // Back again, Redis has an entry without a heartbeat for over a minute: it is checked.
      'redis-first-hardened | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | redis 1 | redis 0',
    ],
  },
  {
    what: 'Redis is slow',
    breaks: (backend) => backend.setFaults({ redis: 'slow' }),
    table: [
      'db                   | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | db - 1 | db - 1 | db - 1 | cache 0 | db 1',
      'redis-first          | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | redis 0 | redis 0',
      'redis-first-hardened | db - 1    | db - 1    | db - 1 | db - 1 | db - 1 | redis 0 | redis 0',
    ],
  },
  {
    what: 'the database is down',
    breaks: (backend) => backend.setFaults({ db: 'down' }),
    table: [
      'db                   | 503 0   | 503 0   | 503 0   | 503 0   | 503 0   | db 1    | db 1',
      'cache                | cache 0 | cache 0 | 503 0   | 503 0   | 503 0   | db 1    | db 1',
      'redis-first          | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
      'redis-first-hardened | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  },
  {
    what: 'the database is slow',
    breaks: (backend) => backend.setFaults({ db: 'slow' }),
    table: [
      'db                   | db 1    | db 1    | db 1    | db 1    | db 1    | db 1    | db 1',
      'cache                | cache 0 | cache 0 | db 1    | db 1    | db 1    | cache 0 | db 1',
      'redis-first          | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
      'redis-first-hardened | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  },
  {
    what: 'both are down',
    breaks: (backend) => backend.setFaults({ redis: 'down', db: 'down' }),
    table: [
      'db                   | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | 503 0 | 503 0 | 503 0 | db 1    | db 1',
      'redis-first          | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | redis 0 | redis 0',
      'redis-first-hardened | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | redis 1 | redis 0',
    ],
  },
  {
    what: 'Redis is flushed and the database is down',
    breaks: async (backend) => {
      await backend.redis.flush()
      await backend.setFaults({ db: 'down' })
    },
    table: [
      'db                   | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | db 1 | db 1',
      'cache                | cache - 0 | cache - 0 | 503 0 | 503 0 | 503 0 | db 1 | db 1',
      'redis-first          | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | db 1 | db 1',
      'redis-first-hardened | 503 0     | 503 0     | 503 0 | 503 0 | 503 0 | db 1 | db 1',
    ],
  },
  ...['', 'null', '[]', '{}', '{"status":"PROC', '<html>'].map((value): Outage => ({
    // A write-back never replaces what is there, so that this lasts until the worker's next status.
    what: `the status key is '${value}'`,
    breaks: (backend, job) => writeToRedis(backend, keyOf(job, 'status'), value, 0),
    table: [
      'db                   | db 1    | db 1    | db 1 | db 1 | db 1 | db 1    | db 1',
      'cache                | cache 0 | cache 0 | db 1 | db 1 | db 1 | cache 0 | db 1',
      'redis-first          | db 1    | db 1    | db 1 | db 1 | db 1 | db 1    | db 1',
      'redis-first-hardened | db 1    | db 1    | db 1 | db 1 | db 1 | db 1    | db 1',
    ],
  })),
  ...['', 'null', '[]', '{}', '{"percent":4', '<html>'].map((value): Outage => ({
    what: `the progress key is '${value}'`,
    breaks: (backend, job) => writeToRedis(backend, keyOf(job, 'progress'), value, 0),
    table: [
      'db                   | db - 1    | db - 1    | db - 1 | db 1    | db 1    | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | db - 1 | db 1    | db 1    | cache 0 | db 1',
      'redis-first          | db - 1    | db - 1    | db - 1 | redis 0 | redis 0 | redis 0 | redis 0',
      'redis-first-hardened | db - 1    | db - 1    | db - 1 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  })),
  {
    what: 'the progress key is gone',
    breaks: (backend, job) => backend.redis.delete(keyOf(job, 'progress')),
    table: [
      'db                   | db - 1    | db - 1    | db - 1    | db 1    | db 1    | db 1    | db 1',
      'cache                | cache - 0 | cache - 0 | db - 1    | db 1    | db 1    | cache 0 | db 1',
      'redis-first          | redis - 0 | redis - 0 | redis - 0 | redis 0 | redis 0 | redis 0 | redis 0',
      // The status key alone is half an hour old.
      'redis-first-hardened | redis - 1 | redis - 0 | redis - 0 | redis 0 | redis 0 | redis 0 | redis 0',
    ],
  },
]

interface Job {
  resource: Resource
  id: string
  path: string
}
const JOBS: Job[] = [
  { resource: 'video', id: '42', path: '/media/videos/42/' },
  { resource: 'job', id: '7f3c', path: '/api/v1/jobs/7f3c/' },
]

describe.each(JOBS)('$path', (job) => {
  describe.each(STRATEGIES)('%s', (read) => {
    test.each(OUTAGES)('$what', async ({ breaks, table }) => {
      const { backend } = createTestBackend({ strategy: read })
      await backend.startVideo({ id: 42, title: '수학 1강', seconds: 3600 })
      await backend.startJob({ id: '7f3c', seconds: 3600 })
      await untilWritten(backend, job)
      await ask(backend, job)
      await breaks(backend, job)
      const told = [await ask(backend, job), await ask(backend, job)]
      for (const ms of [5_000, 5_000, 60_000]) {
        await backend.advance(ms)
        told.push(await ask(backend, job))
      }
      await backend.setFaults({})
      told.push(await ask(backend, job))
      await backend.advance(10_000)
      told.push(await ask(backend, job))
      const rows = table.map((row) => row.split('|').map((cell) => cell.trim()))
      const cells = rows.find(([strategy]) => strategy === read)?.slice(1) ?? []
      expect(byMoment(told)).toEqual(byMoment(cells))
    })
  })
})

const byMoment = (cells: string[]) =>
  Object.fromEntries(MOMENTS.map((at, index) => [at, cells[index]]))

/** Halfway, and just after a sign of life: the next one is 10 s away. */
async function untilWritten(backend: MockBackend, job: Job): Promise<void> {
  await backend.advance(HALF_AN_HOUR_MS)
  for (let tenth = 0; tenth < 100; tenth++) {
    const { now } = await backend.clock()
    const { updated_at } = (await progressOf(backend, job)) as { updated_at: string }
    if (now - Date.parse(updated_at) < 100) return
    await backend.advance(100)
  }
  throw new Error('Its worker was silent for 10 s.')
}

async function progressOf(backend: MockBackend, job: Job): Promise<unknown> {
  const entries = await backend.redis.list()
  const entry = entries.find(({ key }) => key === keyOf(job, 'progress'))
  return entry && (JSON.parse(entry.value) as unknown)
}

/** Asks, and checks the whole answer but for what the cell tells. */
async function ask(backend: MockBackend, job: Job): Promise<string> {
  const before = await backend.metrics()
  const response = await createMockFetch(backend)(`https://api.example${job.path}`)
  const after = await backend.metrics()
  const selects = after.db.select - before.db.select
  const source = response.headers.get('X-Status-Source')
  const body = (await response.json()) as Record<string, unknown>
  if (response.status !== 200) {
    expect(Object.keys(body)).toEqual(['detail'])
    expect([source, response.headers.get('Retry-After')]).toEqual([null, '5'])
    return `${response.status} ${selects}`
  }
  expect(response.headers.get('Retry-After')).toBeNull()
  const { progress, known } =
    job.resource === 'video' ? videoProgress(source, body) : jobProgress(body)
  if (!known) return `${source ?? ''} - ${selects}`
  const written = (await progressOf(backend, job)) as Record<string, unknown>
  // Its version is told beside the body.
  const said = { ...written }
  delete said['version']
  expect(progress).toEqual(job.resource === 'video' ? written['percent'] : said)
  return `${source ?? ''} ${selects}`
}

function videoProgress(source: string | null, body: Record<string, unknown>) {
  const percent = body['encoding_progress']
  const known = percent !== null
  expect(body).toEqual({
    id: 42,
    status: 'PROCESSING',
    // Redis holds no title.
    ...(source !== 'redis' && { title: '수학 1강' }),
    updated_at: expect.any(String) as string,
    encoding_progress: percent,
    encoding_remaining_seconds: known ? (expect.any(Number) as number) : null,
    encoding_step_index: known ? 4 : null,
    encoding_step_total: known ? 7 : null,
    encoding_step_name: known ? '인코딩' : null,
    encoding_step_percent: known ? (expect.any(Number) as number) : null,
  })
  return { progress: percent, known }
}

function jobProgress(body: Record<string, unknown>) {
  const { progress } = body
  expect(body).toEqual({
    job_id: '7f3c',
    job_type: 'excel_parsing',
    status: 'RUNNING',
    progress,
    result: null,
    error_message: null,
  })
  return { progress, known: progress !== null }
}
