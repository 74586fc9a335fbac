import { expect } from 'vitest'
import { expectedBody, isTerminal, readStatusEntry } from './expectedBody'
import { queries, sum } from './metering'
import { keyOf, type Operation, type Reader } from './operations'
import type { Run } from './Run'
import { nameOf, type Stores } from './stores'

type Step<Name extends Operation['do']> = Extract<Operation, { do: Name }>

export async function startStep(run: Run, operation: Step<'start'>): Promise<void> {
  const before = run.stores
  const { resource, id, tenant, jobType, seconds, succeeds, errorText } = operation
  const isVideo = resource === 'video'
  const reason = errorText ?? undefined
  const what = isVideo
    ? { outcome: succeeds ? 'ready' : 'failed', error_reason: reason }
    : { job_type: jobType, outcome: succeeds ? 'done' : 'failed', error_message: reason }
  const input = { id, tenant, seconds, ...what }
  const answer = await run.control('POST', isVideo ? '/videos' : '/jobs', input)
  await run.look()
  if (before.rows.has(nameOf(operation))) {
    expect(answer.status).toBe(409)
    run.expectNothing(before)
    return
  }
  expect(answer.status).toBe(201)
  expect(await answer.json()).toEqual({ kind: run.kindOf(operation), id })
  run.oracle.changed(operation)
  run.rules.started(operation, run.stores)
  const inserted = queries(isVideo ? 'video' : 'ai_job', 'insert')
  if (before.faults.redis === 'down') {
    run.expectCounts(before, inserted)
    run.expectRedis(before)
  } else {
    run.expectCounts(before, sum(inserted, { 'redis.set': 1 }))
    expectActive(run, before, operation, isVideo ? 'UPLOADED' : 'PENDING')
  }
}

/** The status key says 'in progress', for two hours; `gone` are keys that went at the same time. */
function expectActive(
  run: Run,
  before: Stores,
  job: Reader,
  status: string | undefined,
  ...gone: string[]
): void {
  const key = keyOf(job, 'status')
  const entry = readStatusEntry(run.stores.redis.get(key)?.value)
  expect(entry, key).toMatchObject({ status, tenant: job.tenant })
  run.expectRedis(before, {
    written: new Map([[key, { entry: entry ?? {}, ttlSeconds: 7200 }]]),
    gone: new Set(gone),
  })
}

export async function retryStep(run: Run, { id, tenant }: Step<'retry'>): Promise<void> {
  const before = run.stores
  const job = { resource: 'video' as const, id, tenant }
  const answer = await run.askOther('POST', `/media/videos/${id}/retry/`, tenant)
  await run.look()
  if (before.faults.db === 'down') {
    run.expectUnavailable(answer, before)
    return
  }
  run.selects.push({ t: before.now, count: 1 })
  const selected = queries('video', 'select')
  const row = before.rows.get(nameOf(job))
  const body = (await answer.json()) as Record<string, unknown>
  expect(body['detail']).toEqual(expect.any(String))
  if (row?.tenant !== tenant || row.status !== 'FAILED') {
    const known = row?.tenant === tenant
    expect(answer.status).toBe(known ? (isTerminal(row.status) ? 409 : 200) : 404)
    run.expectCounts(before, selected)
    run.expectRedis(before)
    return
  }
  expect(answer.status).toBe(202)
  expect(body['job_id']).toEqual(expect.any(String))
  run.oracle.changed(job)
  run.rules.retried(id, before)
  const updated = sum(selected, queries('video', 'update'))
  const again = run.stores.rows.get(nameOf(job))
  expect(again && isTerminal(again.status), 'the row is in progress again').toBe(false)
  if (before.faults.redis === 'down') {
    run.owesDeletions = true
    run.expectCounts(before, updated)
    run.expectRedis(before)
    return
  }
  run.expectCounts(before, sum(updated, { 'redis.set': 1, 'redis.del': 1 }))
  expectActive(run, before, job, again?.status, keyOf(job, 'progress'))
}

export async function deleteStep(run: Run, { id, tenant }: Step<'delete'>): Promise<void> {
  const before = run.stores
  const job = { resource: 'video' as const, id, tenant }
  const answer = await run.askOther('DELETE', `/media/videos/${id}/`, tenant)
  await run.look()
  if (before.faults.db === 'down') {
    run.expectUnavailable(answer, before)
    return
  }
  const deleted = queries('video', 'delete')
  if (before.rows.get(nameOf(job))?.tenant !== tenant) {
    expect(answer.status).toBe(404)
    run.expectCounts(before, deleted)
    run.expectRedis(before)
    return
  }
  expect(answer.status).toBe(204)
  run.oracle.changed(job)
  expect(run.stores.rows.has(nameOf(job))).toBe(false)
  if (before.faults.redis === 'down') {
    run.owesDeletions = true
    run.expectCounts(before, deleted)
    run.expectRedis(before)
    return
  }
  run.expectCounts(before, sum(deleted, { 'redis.del': 1 }))
  const gone = new Set([keyOf(job, 'status'), keyOf(job, 'progress')])
  run.expectRedis(before, { written: new Map(), gone })
}

export async function listStep(run: Run, { status, tenant }: Step<'list'>): Promise<void> {
  const before = run.stores
  const answer = await run.askOther('GET', `/media/videos/?status=${status}`, tenant)
  await run.look()
  if (before.faults.db === 'down') {
    run.expectUnavailable(answer, before)
    return
  }
  run.selects.push({ t: before.now, count: 1 })
  run.expectCounts(before, queries('video', 'select'))
  run.expectRedis(before)
  const expected = [...before.rows]
    .filter(([name]) => name.startsWith('video'))
    .filter(([, row]) => row.tenant === tenant && row.status === status)
    .map(([name, row]) =>
      expectedBody('video', name.slice('video '.length), { ...row }, null, row.title),
    )
  expect(answer.status).toBe(200)
  const page = (await answer.json()) as { results: { id: number }[] }
  const byId = (a: { id?: unknown }, b: { id?: unknown }) => Number(a.id) - Number(b.id)
  expect({ ...page, results: page.results.sort(byId) }).toEqual({
    count: expected.length,
    next: null,
    results: expected.sort(byId),
  })
}
