import { expect } from 'vitest'
import { countsOf } from './metering'
import { keyOf, type Operation } from './operations'
import type { Run } from './Run'
import { nameOf } from './stores'

type Step<Name extends Operation['do']> = Extract<Operation, { do: Name }>

/** Time passes, or a fault changes: workers may work, and nobody else. */
export async function workStep(
  run: Run,
  operation: Step<'advance' | 'faults' | 'jobFaults'>,
): Promise<void> {
  const before = run.stores
  switch (operation.do) {
    case 'advance':
      await run.backend.advance(operation.ms)
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
  const passed = operation.do === 'advance' ? operation.ms : 0
  expect(run.stores.now).toBe(before.now + passed)
}

/** Somebody changes what Redis holds. */
export async function tamperStep(
  run: Run,
  operation: Step<'flush' | 'drop' | 'corrupt'>,
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
      await corrupt(run, keyOf(operation, operation.key), operation.value)
  }
  run.rules.tampered(operation.do === 'flush' ? undefined : nameOf(operation))
  await run.look()
  run.expectCounts(before, {})
  if (operation.do !== 'corrupt') run.expectRedis(before, { written: new Map(), gone })
}

/** There is no control for it: what Redis holds is changed in a snapshot. */
async function corrupt(run: Run, key: string, value: string): Promise<void> {
  const snapshot = await run.backend.snapshot()
  const entries = new Map(snapshot.redis.entries)
  const expiresAt = entries.get(key)?.expiresAt ?? run.stores.now + 30_000
  entries.set(key, { value, expiresAt })
  const changed = { ...snapshot, redis: { ...snapshot.redis, entries: [...entries] } }
  expect(await run.backend.restore(changed)).toBe(true)
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
