import { expect } from 'vitest'
import { newer, readProgress, readStatusEntry } from './expectedBody'
import { countsOf } from './metering'
import { keyOf, type Operation } from './operations'
import type { Run } from './Run'
import { nameOf, type Stores } from './stores'
import { runningEntry, writeToRedis } from './writeToRedis'

type Step<Name extends Operation['do']> = Extract<Operation, { do: Name }>

/** Time passes, or a fault changes: workers may work, and nobody else. */
export async function workStep(
  run: Run,
  operation: Step<'advance' | 'silence' | 'faults' | 'jobFaults'>,
): Promise<void> {
  const before = run.stores
  let passes = 0
  switch (operation.do) {
    case 'advance':
    case 'silence':
      passes = operation.do === 'advance' ? operation.ms : untilSilent(before, operation)
      await run.backend.advance(passes)
      break
    case 'faults': {
      const { redis, db } = operation
      expect(await run.backend.setFaults({ redis, db })).toEqual({ redis, db })
      break
    }
    case 'jobFaults': {
      const kind = run.kindOf(operation)
      const path = `/faults/jobs/${kind === 'job' ? 'excel' : kind}/${operation.id}`
      const answer = await run.control('PUT', path, operation.faults)
      const exists = before.rows.has(nameOf(operation))
      expect(answer.status).toBe(exists ? 200 : 404)
      if (exists) expect(await answer.json()).toEqual(operation.faults)
      run.rules.faulted(operation, operation.faults)
    }
  }
  await run.look()
  const isTold = run.owesDeletions && run.stores.faults.redis !== 'down'
  run.rules.checkWork(before, run.stores, isTold ? 1 : 0)
  if (isTold) run.owesDeletions = false
  expect(run.stores.now).toBe(before.now + passes)
}

function untilSilent({ redis, now }: Stores, job: Step<'silence'>): number {
  const [status, progress] = (['status', 'progress'] as const).map(
    (key) => redis.get(keyOf(job, key))?.value,
  )
  const heard = newer(
    readStatusEntry(status)?.['updated_at'],
    readProgress(progress)?.['updated_at'],
  )
  return heard === undefined ? 0 : Math.max(0, Date.parse(heard) + job.ms - now)
}

/** Somebody changes what Redis holds. */
export async function tamperStep(
  run: Run,
  operation: Step<'flush' | 'drop' | 'corrupt' | 'plant'>,
): Promise<void> {
  const before = run.stores
  const gone = new Set<string>()
  switch (operation.do) {
    case 'flush':
      await run.backend.redis.flush()
      for (const key of before.redis.keys()) gone.add(key)
      break
    case 'drop': {
      const key = keyOf(operation, operation.key)
      expect(await run.backend.redis.delete(key)).toBe(before.redis.has(key))
      gone.add(key)
      break
    }
    case 'corrupt':
      await writeToRedis(run.backend, keyOf(operation, operation.key), operation.value, 30)
      break
    case 'plant': {
      const { resource, tenant, silentMs } = operation
      const entry = runningEntry(resource, tenant, before.now - silentMs)
      await writeToRedis(run.backend, keyOf(operation, 'status'), entry, 7200)
    }
  }
  run.rules.tampered(operation.do === 'flush' ? undefined : nameOf(operation))
  await run.look()
  run.expectCounts(before, {})
  if (operation.do === 'flush' || operation.do === 'drop')
    run.expectRedis(before, { written: new Map(), gone })
}

export async function strategyStep(run: Run, { read }: Step<'strategy'>): Promise<void> {
  const before = run.stores
  run.strategy = read
  expect(await run.backend.setStrategy({ read })).toEqual({ read })
  await run.look()
  run.expectNothing(before)
}

export async function resetMetricsStep(run: Run): Promise<void> {
  const before = run.stores
  await run.backend.resetMetrics()
  await run.look()
  expectNoCounts(run)
  run.expectRedis(before)
}

export async function resetStep(run: Run): Promise<void> {
  const { now } = run.stores
  await run.backend.reset()
  await run.look()
  run.oracle.reset()
  run.rules.reset()
  run.asked = []
  run.others = []
  run.othersChecked = 0
  run.owesDeletions = false
  run.selects = []
  run.commands = { since: now, count: 0 }
  run.strategy = run.initialStrategy
  expect(await run.backend.strategy()).toEqual({ read: run.initialStrategy })
  expect(run.stores).toMatchObject({ now, faults: { redis: 'up', db: 'up' } })
  expect([run.stores.redis.size, run.stores.rows.size]).toEqual([0, 0])
  expectNoCounts(run)
}

function expectNoCounts(run: Run): void {
  const counts = Object.values(countsOf(run.stores.metrics))
  expect(counts.filter((count) => count !== 0)).toEqual([])
}
