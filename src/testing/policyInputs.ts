import type { WorkerJob } from '../job/WorkerJob'
import type { PollSettings, Surroundings } from '../poller/policy'

// What the policy is asked with, where a test has nothing else to say.

const common = { ref: { kind: 'video', id: '42' }, title: null, jobType: null } as const

export const running = (percent: number | null): WorkerJob => ({
  ...common,
  rawStatus: 'PROCESSING',
  state: 'running',
  progress: { percent, remainingSeconds: null, updatedAt: null, step: null },
})

export const done: WorkerJob = { ...common, rawStatus: 'READY', state: 'succeeded', result: null }

/** A page that somebody looks at, with one job. */
export const page: Surroundings = {
  visible: true,
  online: true,
  returns: 0,
  arrived: false,
  asks: true,
  crowd: 1,
  subscribedAt: null,
}

export const settings: PollSettings = {
  enabled: true,
  intervalMs: 2_000,
  hiddenIntervalMs: 30_000,
}
