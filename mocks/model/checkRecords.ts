import { expect } from 'vitest'
import type { Asked, Run } from './Run'

const LOG_LENGTH = 200

/** The log and the history tell what was asked, and nothing else. */
export async function checkRecords({
  backend,
  asked,
  others,
  selects,
  commands,
}: Run): Promise<void> {
  const inAnyOrder = (entries: Asked[]) => entries.map((entry) => JSON.stringify(entry)).sort()
  const log = (await backend.log()).map(({ t, kind, id, tenant, status, source }) => ({
    t,
    kind,
    id,
    tenant: tenant ?? '',
    status,
    source,
  }))
  expect(inAnyOrder(log), 'the log').toEqual(inAnyOrder(asked.slice(-LOG_LENGTH)))

  const counts = new Map<number, { requests: number; select: number }>()
  const countsAt = (t: number) => {
    const second = Math.floor(t / 1000) * 1000
    const at = counts.get(second) ?? { requests: 0, select: 0 }
    counts.set(second, at)
    return at
  }
  for (const { t } of [...asked, ...others]) countsAt(t).requests++
  for (const { t, count } of selects) countsAt(t).select += count
  const history = await backend.history()
  const { now } = await backend.clock()
  const last = Math.floor(now / 1000) * 1000
  expect(history.map(({ t, requests, select }) => ({ t, requests, select }))).toEqual(
    Array.from({ length: 600 }, (_, index) => {
      const t = last - (599 - index) * 1000
      return { t, ...(counts.get(t) ?? { requests: 0, select: 0 }) }
    }),
  )

  const [first] = history
  if (first && first.t <= commands.since) {
    const counted = history.reduce((total, { redis }) => total + redis, 0)
    expect(counted, 'Redis commands in the history').toBe(commands.count)
  }
}
