import type { JobReply, JobState, Sockets } from '../history'

/** How the jobs of a server truly are. */
export type Truth = {
  /** Whether answers carry the version. */
  numbered: boolean
  /** Null: there is no such job. */
  of: (job: number) => JobReply | null
  /** Since when, ms. */
  since: (job: number) => number
  change: (job: number, to: JobState | 'same') => void
}

/** Each state of a job has a version of its own, by which its update or its detail tells it from others. */
export function createTruth(sockets: Sockets | undefined, now: () => number): Truth {
  const { first = [], numbered = true } = sockets ?? {}
  const jobs = first.map((state) => ({ reply: stateOf(state, 1), version: 1, since: 0 }))

  return {
    numbered,
    of: (job) => jobs[job]?.reply ?? null,
    since: (job) => jobs[job]?.since ?? 0,
    change(job, to) {
      const known = jobs[job]
      if (!known) return
      known.version++
      if (to !== 'same') {
        known.reply = stateOf(to, known.version)
        known.since = now()
        return
      }
      if (!known.reply) return
      const version = String(known.version)
      known.reply = { ...known.reply, version, remainingSeconds: known.version }
    },
  }
}

function stateOf(state: JobState, version: number): JobReply | null {
  if (state === 'gone') return null
  const ended = state.status === 'READY' || state.status === 'FAILED'
  return { ...state, version: String(version), [ended ? 'detail' : 'updatedAt']: version }
}
