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
  const log = (await backend.log()).map(({ t, kind, id, tenant, status, source }) => ({
    t,
    kind,
    id,
    tenant: tenant ?? '',
    status,
    source,
  }))
  expectLog(log, asked)

  const counts = new Map<number, { requests: number; select: number }>()
  const countsAt = (t: number) => {
    const second = Math.floor(t / 1000) * 1000
    const at = counts.get(second) ?? { requests: 0, select: 0 }
    counts.set(second, at)
    return at
  }
  for (const { t } of [...asked.flat(), ...others]) countsAt(t).requests++
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

/** The log is in the order of answers, which those asked at once may get in any order. */
function expectLog(log: Asked[], asked: Asked[][]): void {
  expect(log.length, 'the length of the log').toBe(Math.min(LOG_LENGTH, asked.flat().length))
  let end = log.length
  for (const together of asked.toReversed()) {
    const start = Math.max(0, end - together.length)
    const logged = inAnyOrder(log.slice(start, end))
    const expected = inAnyOrder(together)
    if (logged.length === expected.length) expect(logged, 'the log').toEqual(expected)
    // Of those that the log begins among, the ones answered first are left out.
    else expect(without(expected, logged), 'the log').toHaveLength(expected.length - logged.length)
    end = start
  }
}

const inAnyOrder = (entries: Asked[]) => entries.map((entry) => JSON.stringify(entry)).sort()

function without(all: string[], some: string[]): string[] {
  const left = [...all]
  for (const one of some) {
    const index = left.indexOf(one)
    if (index !== -1) left.splice(index, 1)
  }
  return left
}
