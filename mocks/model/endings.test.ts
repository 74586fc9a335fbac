import { describe, expect, test } from 'vitest'
import { STRATEGIES } from '../backend/inputs'
import type { MockBackend } from '../createMockBackend'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'

/*
 * A video of a minute ends while something is broken. A client asks 1 s before the end, at the end,
 * 30 s later, when all has just been mended, again 31 s and 32 s after that, and an hour after the
 * end and once more.
 *
 * A cell is what the client is told: the source, `…` for in progress or `READY`, and the SELECTs.
 */
const MOMENTS = ['before', 'at the end', '30 s', '61 s', '62 s', 'an hour', 'and again'] as const

interface Ending {
  what: string
  /** 1 s before the end. */
  breaks: (backend: MockBackend) => Promise<unknown>
  /** A row for each strategy, by the moments. */
  table: string[]
}

const ENDINGS: Ending[] = [
  {
    what: 'nothing is broken',
    breaks: () => Promise.resolve(),
    table: [
      'db                   | db … 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … 1    | cache … - 0   | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | db READY 1',
      'redis-first-hardened | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | redis READY 0',
    ],
  },
  {
    what: 'its last write to Redis is lost',
    breaks: (backend) => backend.setJobFaults('video', '42', { loseRedisWrite: true }),
    table: [
      'db                   | db … 1    | db READY 1 | db READY 1 | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … 1    | cache … 0  | db READY 1 | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      // For two hours; the progress for one.
      'redis-first          | redis … 0 | redis … 0  | redis … 0  | redis … 0     | redis … 0     | redis … - 0   | redis … - 0',
      'redis-first-hardened | redis … 0 | redis … 0  | redis … 0  | db READY 1    | redis READY 0 | redis READY 0 | redis READY 0',
    ],
  },
  {
    what: 'Redis is down',
    breaks: (backend) => backend.setFaults({ redis: 'down' }),
    table: [
      'db                   | db … - 1 | db READY 1  | db READY 1 | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … - 1 | cache … - 0 | db READY 1 | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | db … - 1 | db READY 1  | redis … 0  | redis … 0     | redis … 0     | redis … - 0   | redis … - 0',
      'redis-first-hardened | db … - 1 | db READY 1  | redis … 0  | db READY 1    | redis READY 0 | redis READY 0 | redis READY 0',
    ],
  },
  {
    what: 'Redis is slow',
    breaks: (backend) => backend.setFaults({ redis: 'slow' }),
    table: [
      'db                   | db … - 1 | db READY 1  | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … - 1 | cache … - 0 | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | db … - 1 | db READY 1  | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | db READY 1',
      'redis-first-hardened | db … - 1 | db READY 1  | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | redis READY 0',
    ],
  },
  {
    // Its end waits for the database, and comes 30 s late.
    what: 'the database is down',
    breaks: (backend) => backend.setFaults({ db: 'down' }),
    table: [
      'db                   | 503 0     | 503 0     | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | 503 0     | 503 0     | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | redis … 0 | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0',
      'redis-first-hardened | redis … 0 | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0',
    ],
  },
  {
    what: 'both are down',
    breaks: (backend) => backend.setFaults({ redis: 'down', db: 'down' }),
    table: [
      'db                   | 503 0 | 503 0 | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | 503 0 | 503 0 | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | 503 0 | 503 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0',
      'redis-first-hardened | 503 0 | 503 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0',
    ],
  },
  {
    what: 'it is told of twice',
    breaks: (backend) => backend.setJobFaults('video', '42', { duplicate: true }),
    table: [
      'db                   | db … 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … 1    | cache … - 0   | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | db READY 1',
      'redis-first-hardened | redis … 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1    | redis READY 0',
    ],
  },
  {
    // Without its path at the end; by the next time it is there. What is cached stays without.
    what: 'the path comes late',
    breaks: (backend) => backend.setJobFaults('video', '42', { lateResult: true }),
    table: [
      'db                   | db … 1    | db ready 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1    | db READY 1',
      'cache                | db … 1    | cache … - 0   | db READY 1    | cache READY 0 | cache READY 0 | cache READY 0 | cache READY 0',
      'redis-first          | redis … 0 | redis ready 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1',
      'redis-first-hardened | redis … 0 | redis ready 0 | redis READY 0 | redis READY 0 | redis READY 0 | redis READY 0 | db READY 1',
    ],
  },
]

describe.each(STRATEGIES)('%s', (read) => {
  test.each(ENDINGS)('$what', async ({ breaks, table }) => {
    const { backend } = createTestBackend({ strategy: read })
    await backend.startVideo({ id: 42, title: '수학 1강', seconds: 60 })
    await backend.advance(59_000)
    await breaks(backend)
    const told = [await ask(backend)]
    await backend.advance(1_000)
    told.push(await ask(backend))
    await backend.advance(30_000)
    await backend.setFaults({})
    told.push(await ask(backend))
    for (const ms of [31_000, 1_000, 3_538_000, 1_000]) {
      await backend.advance(ms)
      told.push(await ask(backend))
    }
    const rows = table.map((row) => row.split('|').map((cell) => cell.trim()))
    const cells = rows.find(([strategy]) => strategy === read)?.slice(1) ?? []
    const byMoment = (of: string[]) =>
      Object.fromEntries(MOMENTS.map((at, index) => [at, of[index]]))
    expect(byMoment(told)).toEqual(byMoment(cells))
  })
})

async function ask(backend: MockBackend): Promise<string> {
  const before = await backend.metrics()
  const response = await createMockFetch(backend)('https://api.example/media/videos/42/')
  const selects = (await backend.metrics()).db.select - before.db.select
  const body = (await response.json()) as Record<string, unknown>
  if (response.status !== 200) {
    expect(Object.keys(body)).toEqual(['detail'])
    expect(response.headers.get('Retry-After')).toBe('5')
    return `${response.status} ${selects}`
  }
  const source = response.headers.get('X-Status-Source') ?? ''
  const { id, title, status } = body
  expect([id, title]).toEqual([42, source === 'redis' ? undefined : '수학 1강'])
  if (status === 'PROCESSING') {
    expect(body).not.toHaveProperty('hls_path')
    return `${source} … ${body['encoding_progress'] === null ? '- ' : ''}${selects}`
  }
  expect(status).toBe('READY')
  expect(body).not.toHaveProperty('encoding_progress')
  if (body['hls_path'] === null) return `${source} ready ${selects}`
  expect(body).toMatchObject({
    hls_path: 'media/hls/videos/42/master.m3u8',
    duration: expect.any(Number) as number,
  })
  return `${source} READY ${selects}`
}
