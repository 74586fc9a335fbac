import { expect } from 'vitest'
import type { JobFaults } from '../workers/job'
import { isQueued, isTerminal, readProgress, readStatusEntry } from './expectedBody'
import { difference, countsOf } from './metering'
import { keyOf, type Operation } from './operations'
import { nameOf, type Row, type Stores } from './stores'

type Start = Extract<Operation, { do: 'start' }>

/** What is known of one job that was started. */
interface Known {
  start: Start
  createdAt: number
  /** When it was created or last retried, epoch ms. */
  attemptAt: number
  /** It was retried: it may end in another way than was asked for, and at another time. */
  retried: boolean
  percent: number
  /** All faults that its worker ever had. */
  had: JobFaults
  /** The database was down while it worked. */
  waited: boolean
  /** Redis has what was written: nothing was lost, removed or damaged. */
  intact: boolean
  /** Its status key may be that of an attempt before, because Redis was down when it was reset. */
  outdated: boolean
}

const rank = ({ status }: Row) => (isTerminal(status) ? 2 : isQueued(status) ? 0 : 1)
const PROGRESS_TTL_MS = 3_600_000
const ACTIVE_TTL_MS = 7_200_000
const HEARTBEAT_MS = 10_000

/** Checks what workers and the API write, from the rules of writing alone. */
export class WritingRules {
  readonly #jobs = new Map<string, Known>()

  started(start: Start, stores: Stores): void {
    this.#jobs.set(nameOf(start), {
      start,
      createdAt: stores.now,
      attemptAt: stores.now,
      retried: false,
      percent: 0,
      had: {},
      waited: stores.faults.db === 'down',
      // A key that was there before its job is somebody's doing.
      intact: stores.faults.redis !== 'down' && !stores.redis.has(keyOf(start, 'progress')),
      outdated: stores.faults.redis === 'down',
    })
  }

  retried(id: string, stores: Stores): void {
    const job = this.#jobs.get(`video ${id}`)
    if (!job) throw new Error(`video ${id} was retried and never started`)
    const isDown = stores.faults.redis === 'down'
    Object.assign(job, {
      retried: true,
      attemptAt: stores.now,
      percent: 0,
      intact: !isDown,
      outdated: isDown,
    })
  }

  faulted(job: { resource: 'video' | 'job'; id: string }, faults: JobFaults): void {
    const known = this.#jobs.get(nameOf(job))
    if (known) known.had = { ...known.had, ...onlyTrue(faults) }
  }

  /** What Redis holds of a job, or of all jobs, was interfered with. */
  tampered(name?: string): void {
    for (const [of, job] of this.#jobs) if (name === undefined || of === name) job.intact = false
  }

  reset(): void {
    this.#jobs.clear()
  }

  /** To be called after each operation. */
  check(before: Stores, after: Stores, retriedName?: string): void {
    for (const [name, job] of this.#jobs) {
      if (after.faults.redis === 'down') job.intact = false
      if (after.faults.db === 'down') job.waited = true
      const row = after.rows.get(name)
      if (!row) {
        this.#jobs.delete(name)
        continue
      }
      const previous = before.rows.get(name)
      if (previous) checkVersion(name, previous, row)
      if (previous && name !== retriedName) checkRow(name, job, previous, row)
      checkEnd(name, job, row, after)
      checkEntries(name, job, row, after)
    }
  }

  /**
   * What the metrics must have gone up by while nothing but workers worked, and Redis was told what
   * it was down for.
   */
  checkWork(before: Stores, after: Stores, owedDeletions: number): void {
    const counted = difference(countsOf(after.metrics), countsOf(before.metrics))
    const count = (path: string) => counted[path] ?? 0
    const work = { video: 0, ai_job: 0, started: 0, ended: 0, atMost: 0, lost: 0, again: 0 }
    for (const [name, row] of after.rows) {
      const previous = before.rows.get(name)
      if (!previous) continue
      const table = 'job_id' in row ? 'ai_job' : 'video'
      const { had = {}, intact = true } = this.#jobs.get(name) ?? {}
      const steps = rank(row) - rank(previous)
      const ended = steps > 0 && isTerminal(row.status)
      work[table] += steps
      if (steps > 0 && isQueued(previous.status)) work.started++
      if (ended) work.ended++
      // A second report and a late result may cost a query and a write, and need not.
      if (had.duplicate) work.atMost++
      if (had.lateResult) work.atMost++
      if (ended && had.loseRedisWrite) work.lost++
      // What Redis was down for when the job started comes with a progress write, in place of an EXPIRE.
      if (!intact) work.again += 2
    }
    const updates = work.video + work.ai_job
    for (const [path, of] of Object.entries({
      'db.update': updates,
      'db.byTable.video.update': work.video,
      'db.byTable.ai_job.update': work.ai_job,
    })) {
      expect(count(path), path).toBeGreaterThanOrEqual(of)
      expect(count(path), path).toBeLessThanOrEqual(of + work.atMost)
    }
    const others = Object.keys(counted).filter(
      (path) => !/^db\..*update$|^redis\.(set|del|expire)$/.test(path),
    )
    expect(others, 'what workers have no business with').toEqual([])
    if (after.faults.redis === 'down') {
      expect(counted, 'no command reaches a Redis that is down').not.toHaveProperty('redis.set')
      expect(Object.keys(counted).filter((path) => path.startsWith('redis'))).toEqual([])
    } else if (after.faults.db !== 'down') {
      // Each change of status is a SET; each progress write a SET and an EXPIRE, but for the one at
      // the start, when the status has just been written; each end a DEL.
      const statuses = count('redis.set') - count('redis.expire') - work.started
      expect(statuses, 'status writes').toBeGreaterThanOrEqual(updates - work.lost)
      expect(statuses, 'status writes').toBeLessThanOrEqual(updates + work.atMost + work.again)
      const deletions = count('redis.del') - owedDeletions
      expect(deletions, 'redis.del').toBeGreaterThanOrEqual(work.ended - work.lost)
      expect(deletions, 'redis.del').toBeLessThanOrEqual(work.ended + work.atMost)
    }
  }
}

function onlyTrue(faults: JobFaults): JobFaults {
  return Object.fromEntries(Object.entries(faults).filter(([, given]) => given))
}

/** Each change has a higher version, and nothing else has. */
function checkVersion(name: string, previous: Row, row: Row): void {
  const { version } = previous
  if (JSON.stringify({ ...row, version }) === JSON.stringify(previous)) {
    expect(row.version, `${name} has not changed`).toBe(version)
  } else {
    expect(row.version, `${name} has changed`).toBeGreaterThan(version)
  }
}

/** A terminal state is written once; nothing but a retry goes back. */
function checkRow(name: string, job: Known, previous: Row, row: Row): void {
  if (!isTerminal(previous.status)) {
    expect(rank(row), `${name} went back`).toBeGreaterThanOrEqual(rank(previous))
    return
  }
  if (!job.had.lateResult) {
    expect(row, `${name} was terminal and changed`).toEqual(previous)
    return
  }
  const came =
    'job_id' in row ? { result: row.result } : { hls_path: row.hls_path, duration: row.duration }
  expect(
    { ...row, version: 0, updated_at: '' },
    `${name} was terminal and more than its late result changed`,
  ).toEqual({ ...previous, ...came, version: 0, updated_at: '' })
}

/** A job ends when and as was asked for, whatever Redis does. */
function checkEnd(name: string, job: Known, row: Row, { now, endsAt }: Stores): void {
  const { start, had, retried, waited, createdAt } = job
  const held = had.stall ?? had.crash ?? false
  const ends = endsAt.get(name) ?? NaN
  if (held) return
  if (!waited) {
    if (!retried) expect(ends, `${name} ends at`).toBe(createdAt + start.seconds * 1000)
    expect(isTerminal(row.status), `${name} is terminal`).toBe(now >= ends)
  }
  if (!isTerminal(row.status) || retried) return
  const outcome = start.succeeds ? ['READY', 'DONE'] : ['FAILED']
  expect(outcome, `${name} is ${row.status}`).toContain(row.status)
  const since = now - Date.parse(row.updated_at)
  const isLate = had.lateResult && (since < 1000 || waited)
  if ('job_id' in row) {
    if (start.errorText !== null) expect(row.error_message, name).toBe(start.errorText)
    else if (start.succeeds) expect(row.error_message, name).toBeNull()
    else expect(row.error_message, name).toBeTypeOf('string')
    if (start.succeeds && start.jobType !== 'other_work' && !isLate) {
      expect(row.result, `${name} has a result`).not.toBeNull()
    }
  } else {
    expect(row.error_reason === null, `${name} has a reason`).toBe(start.succeeds)
    if (!isLate) expect(row.hls_path !== null, `${name} has a path`).toBe(start.succeeds)
  }
}

function checkEntries(name: string, job: Known, row: Row, stores: Stores): void {
  const { now } = stores
  const status = stores.redis.get(keyOf(job.start, 'status'))
  const progress = stores.redis.get(keyOf(job.start, 'progress'))
  const entry = readStatusEntry(status?.value)
  const told = readProgress(progress?.value)
  if (entry && isTerminal(entry.status) && !job.outdated) {
    expect(row.status, `${name} is ${entry.status} in Redis`).toBe(entry.status)
  }
  if (told && Date.parse(String(told['updated_at'])) >= job.attemptAt) {
    expect(told.percent, `the percent of ${name} fell`).toBeGreaterThanOrEqual(job.percent)
    job.percent = told.percent
  }
  const held = job.had.stall ?? job.had.crash ?? false
  if (!job.intact || job.waited || held) return
  if (isTerminal(row.status)) {
    if (job.had.loseRedisWrite) return
    expect(progress, `${name} ended and has a progress key`).toBeUndefined()
    if (now < Date.parse(row.updated_at) + 3_600_000) {
      expect(entry?.status, `${name} in Redis`).toBe(row.status)
      const left = Math.ceil((Date.parse(row.updated_at) + 3_600_000 - now) / 1000)
      if (!job.had.lateResult) expect(status?.ttlSeconds, `the TTL of ${name}`).toBe(left)
    } else if (!job.had.lateResult) {
      // A reader may have written it back, for as long again.
      expect(entry === null || entry.status === row.status).toBe(true)
    }
    return
  }
  expect(entry?.status, `${name} in Redis`).toBe(row.status)
  if (isQueued(row.status)) {
    expect(progress, `${name} is queued and has a progress key`).toBeUndefined()
    return
  }
  const writtenAt = Date.parse(String(told?.['updated_at'] ?? entry?.['updated_at']))
  expect(now - writtenAt, `the age of ${name} in Redis`).toBeLessThanOrEqual(HEARTBEAT_MS)
  const left = (ttlMs: number) => Math.ceil((writtenAt + ttlMs - now) / 1000)
  expect(status?.ttlSeconds, `the TTL of ${name}`).toBe(left(ACTIVE_TTL_MS))
  if (told) expect(progress?.ttlSeconds, `the progress TTL of ${name}`).toBe(left(PROGRESS_TTL_MS))
}
