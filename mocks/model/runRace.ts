import { expect } from 'vitest'
import { createMockFetch } from '../http/createMockFetch'
import type { MockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { createScheduler } from './createScheduler'
import { isTerminal } from './expectedBody'
import { keyOf, type Resource } from './operations'
import type { Move, Opening, Race } from './races'
import { lookAt } from './stores'
import { runningEntry, writeToRedis } from './writeToRedis'

const API = 'https://api.example'
const VIDEO = { resource: 'video' as const, id: '1' }
const JOB = { resource: 'job' as const, id: 'a' }
const pathOf = (resource: Resource) =>
  resource === 'video' ? `${API}/media/videos/1/` : `${API}/api/v1/jobs/a/`

/** What is certain of the video, because a request that changed it was answered. */
type Fact = 'retried' | 'deleted' | 'started'

/** Runs a race; throws when an answer is wrong whoever won, or when something wrong is left behind. */
export async function runRace(race: Race): Promise<void> {
  const { timers, turns, sleep, run } = createScheduler(race.choices)
  const { backend } = createTestBackend({ strategy: race.read, timers, turns: () => turns })
  const request = createMockFetch(backend)
  const read = async (resource: Resource, tenant: string) => {
    const answer = await request(pathOf(resource), { headers: { 'X-Tenant-Code': tenant } })
    return { code: answer.status, body: (await answer.json()) as { status?: string } }
  }

  await run(open(backend, race.opening))
  if (race.flushed) await run(backend.redis.flush())
  if (race.readBefore) await run(read('video', 'academy'))
  await run(backend.setFaults({ redis: race.redis, db: race.db }))

  let fact: Fact | null = null
  let changing = 0
  let changes = 0
  /** The video was started or retried in the race, so that its status key was written. */
  let isWritten = false

  async function change(becomes: Fact, accepted: number, method: string, url: string, body = '') {
    const alone = changing++ === 0
    const mine = ++changes
    const answer = await request(url, { method, ...(body && { body }) })
    changing--
    if (answer.status === accepted && becomes !== 'deleted') isWritten = true
    if (!alone || changes !== mine) fact = null
    else if (answer.status === accepted) fact = becomes
  }

  async function make(move: Move): Promise<void> {
    switch (move.do) {
      case 'read': {
        const [known, before] = [changing === 0 ? fact : null, changes]
        const { code, body } = await read(move.resource, move.tenant)
        const isKnown = move.resource === 'video' && changes === before && known !== null
        if (move.tenant !== 'academy') expect(code).toBe(404)
        else if (isKnown) expectOf(known, code, body.status)
        return
      }
      case 'retry':
        return change('retried', 202, 'POST', `${pathOf('video')}retry/`)
      case 'delete':
        return change('deleted', 204, 'DELETE', pathOf('video'))
      case 'start': {
        const input = JSON.stringify({ id: 1, seconds: 3600 })
        return change('started', 201, 'POST', `${API}/__mock__/videos`, input)
      }
      case 'flush':
        return backend.redis.flush()
      case 'advance':
        await backend.advance(move.ms)
    }
  }

  const moves = race.moves.map(async ({ at, move }) => {
    await sleep(at)
    await make(move)
  })
  await run(Promise.all(moves))

  // What is in progress may be told as of before when Redis lost the last word of a worker: one that
  // it was not told, or one that was flushed before a reader wrote back what it had read earlier.
  const hasFlush = race.moves.some(({ move }) => move.do === 'flush')
  const isMisled = race.opening === 'lost' || hasFlush
  await checkEnd(false)
  await run(backend.setFaults({}))
  await checkEnd(false)
  await run(backend.advance(5000))
  await checkEnd(!isMisled)

  /** Whatever the order was, what is left is right. */
  async function checkEnd(settled: boolean): Promise<void> {
    const { rows, redis } = await run(lookAt(backend))
    if (!rows.has('video 1') && race.opening !== 'ghost') {
      const left = [...redis.keys()].filter((key) => key.includes('video'))
      expect(left, 'keys of a video that was deleted').toEqual([])
    }
    for (const job of [VIDEO, JOB]) {
      const row = rows.get(`${job.resource} ${job.id}`)
      if (row && !hasFlush && (!race.flushed || (job === VIDEO && isWritten))) {
        const left = redis.get(keyOf(job, 'status'))?.ttlSeconds ?? 0
        expect(left, `the TTL of what a worker wrote of the ${job.resource}`).toBeGreaterThan(3000)
      }
      const { code, body } = await run(read(job.resource, 'academy'))
      const stranger = await run(read(job.resource, 'other'))
      expect(stranger.code, `${job.resource} of another tenant`).toBe(404)
      if (!row && race.opening === 'ghost') continue
      expect(code, `${job.resource} in the end`).toBe(row ? 200 : 404)
      if (!row || !body.status) continue
      if (settled || isTerminal(body.status)) {
        expect(body.status, `${job.resource} in the end`).toBe(row.status)
      }
    }
  }
}

function expectOf(fact: Fact, code: number, status: string | undefined): void {
  expect(code, `read after it was ${fact}`).toBe(fact === 'deleted' ? 404 : 200)
  expect(status, `read after it was ${fact}`).not.toBe('FAILED')
}

/** Brings both jobs to where the race begins. */
async function open(backend: MockBackend, opening: Opening): Promise<void> {
  if (opening === 'nothing') return
  if (opening === 'ghost') {
    const { now } = await backend.clock()
    const entry = runningEntry('video', 'academy', now - 61_000)
    return writeToRedis(backend, keyOf(VIDEO, 'status'), entry, 7200)
  }
  const seconds = opening === 'queued' || opening === 'running' ? 3600 : 2
  const fails = opening === 'failed'
  await backend.startVideo({ id: 1, seconds, outcome: fails ? 'failed' : 'ready' })
  await backend.startJob({ id: 'a', seconds, outcome: fails ? 'failed' : 'done' })
  if (opening === 'queued') return
  if (opening === 'lost') {
    await backend.setJobFaults('video', '1', { loseRedisWrite: true })
    await backend.setJobFaults('excel', 'a', { loseRedisWrite: true })
  }
  await backend.advance(opening === 'lost' ? 71_000 : 10_000)
}
