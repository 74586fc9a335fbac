/** What a trace of Chromium's says of one event; times in µs. */
type TraceEvent = {
  name: string
  ph: string
  tid: number
  ts: number
  dur?: number
  args?: { name?: string }
}

/** Tasks that follow each other within so many µs leave no room for a frame between them. */
const GAP_US = 500

/**
 * How long a page's main thread was busy at a time, ms, from a trace of the category `toplevel`. A
 * stretch of more than 16.7 ms costs a frame at 60 Hz.
 */
export function busyStretches(trace: { traceEvents: readonly TraceEvent[] }): number[] {
  const events = trace.traceEvents
  const threads = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ tid }) => tid)
  const tasks = events
    .filter(
      (event) => event.ph === 'X' && event.name.endsWith('RunTask') && threads.includes(event.tid),
    )
    .toSorted((a, b) => a.ts - b.ts)

  const stretches: { from: number; to: number }[] = []
  for (const { ts, dur = 0 } of tasks) {
    const last = stretches.at(-1)
    if (last && ts <= last.to + GAP_US) last.to = Math.max(last.to, ts + dur)
    else stretches.push({ from: ts, to: ts + dur })
  }
  return stretches.map(({ from, to }) => (to - from) / 1_000)
}
