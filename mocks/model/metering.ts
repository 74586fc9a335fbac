import type { Metrics } from '../backend/controls'

/** Counters by their path, as in `db.byTable.video.select`; one that is absent is 0. */
export type Counts = Record<string, number>

export function countsOf(metrics: Metrics): Counts {
  const counts: Counts = {}
  const add = (path: string, value: unknown) => {
    if (typeof value === 'number') counts[path] = value
    else for (const [key, part] of Object.entries(value as object)) add(`${path}.${key}`, part)
  }
  for (const [key, part] of Object.entries(metrics)) add(key, part)
  return counts
}

/** How far each counter has gone, without those that stand still. */
export function difference(after: Counts, before: Counts): Counts {
  const paths = new Set([...Object.keys(after), ...Object.keys(before)])
  const entries = [...paths].map(
    (path) => [path, (after[path] ?? 0) - (before[path] ?? 0)] as const,
  )
  return Object.fromEntries(entries.filter(([, count]) => count !== 0))
}

export function queries(table: 'video' | 'ai_job', query: string, count = 1): Counts {
  return { [`db.${query}`]: count, [`db.byTable.${table}.${query}`]: count }
}

/** Adds up, and leaves out what comes to nothing. */
export function sum(...all: Counts[]): Counts {
  const total: Counts = {}
  for (const counts of all) {
    for (const [path, count] of Object.entries(counts)) total[path] = (total[path] ?? 0) + count
  }
  return Object.fromEntries(Object.entries(total).filter(([, count]) => count !== 0))
}
