import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import { vi } from 'vitest'
import { createJobClient } from '../../api/jobClient'
import { JobClientProvider } from '../JobClientProvider'
import { useWorkerJobPoller, type WorkerJobPoll } from '../useWorkerJobPoller'
import { createWire } from './createWire'
import { expectError, expectJob } from './expectJob'
import { doNow, goToNextTimer } from './fuzzTime'
import { readLog, type Reading } from './pollLog'
import type { WireHistory } from './wireAnswers'

/** Longer than any wait that the rules know. */
const LONGEST_WAIT_MS = 6 * 60_000
/** How often the last answer is given again, to see whether it brings a storm. */
const MORE_REQUESTS = 3

/** Has the hook poll through a history, and checks it against the rules at each step. */
export async function checkHistory(history: WireHistory): Promise<void> {
  const { job, answers } = history
  const wire = createWire(history)
  const client = createJobClient({ baseUrl: 'http://api.test', fetch: wire.fetch })
  const queryClient = new QueryClient()
  let endings = 0
  const onSettled = () => {
    endings += 1
  }
  const { result, unmount } = renderHook(() => useWorkerJobPoller(job.ref, { onSettled }), {
    wrapper: ({ children }) => (
      <QueryClientProvider client={queryClient}>
        <JobClientProvider client={client}>{children}</JobClientProvider>
      </QueryClientProvider>
    ),
  })
  try {
    await doNow(() => undefined)
    const requested = new Set<number>()
    let quietSince = Date.now()
    let seen = 0

    for (;;) {
      const poll = result.current
      for (; seen < wire.log.length; seen++) {
        const at = wire.log[seen]?.at ?? 0
        const { notBefore } = readLog(wire.log.slice(0, seen))
        if (!requested.has(seen)) {
          const early = notBefore - at
          if (early > 0) throw new Error(`request ${seen + 1} starts ${early} ms too early`)
        }
        quietSince = at
      }
      const reading = readLog(wire.log)
      expectPoll(poll, reading)
      same('number of calls of onSettled', endings, reading.endings)

      const open = wire.log.some(({ outcome }) => !outcome)
      if (open || (poll.phase !== 'settled' && poll.phase !== 'stopped')) {
        if (!open && wire.log.length >= answers.length + MORE_REQUESTS) return
        const goesOn = (await goToNextTimer()) && Date.now() - quietSince <= LONGEST_WAIT_MS
        same(`there is a request in 6 minutes of ${poll.phase}`, goesOn, true)
        continue
      }
      await doNow(() => vi.advanceTimersByTime(LONGEST_WAIT_MS))
      same(`number of requests after ${poll.phase}`, wire.log.length, seen)
      for (const name of ['job', 'phase', 'error', 'lastCheckedAt', 'changedAt'] as const) {
        same(`${name} after 6 minutes of ${poll.phase}`, result.current[name], poll[name])
      }
      if (seen >= answers.length) return
      requested.add(seen)
      await doNow(() => void poll.refetch())
    }
  } finally {
    unmount()
    await doNow(() => undefined)
    queryClient.clear()
  }
}

function expectPoll(poll: WorkerJobPoll, reading: Reading): void {
  const { job, phase, error, lastCheckedAt, changedAt } = poll
  if (job) expectJob(job, job.ref)
  if (error) expectError(error)
  same('lastCheckedAt is finite', Number.isFinite(lastCheckedAt ?? 0), true)
  same('changedAt is finite', Number.isFinite(changedAt ?? 0), true)
  same('phase', phase, reading.phase)
  same('job.rawStatus', job?.rawStatus, reading.job?.rawStatus)
  same('job.state', job?.state, reading.job?.state)
  const progress = job && 'progress' in job ? job.progress : null
  same('percent', progress?.percent ?? null, reading.percent)
  same('error', error?.kind, reading.failure)
}

// Not by `expect`, which is slow where it is called a hundred thousand times.
function same<T>(what: string, seen: T, wanted: T): void {
  if (!Object.is(seen, wanted)) {
    throw new Error(`${what} is ${String(seen)}, where the rules want ${String(wanted)}`)
  }
}
