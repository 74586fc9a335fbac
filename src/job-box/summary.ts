import { verdictOf } from './outcome'
import { rowStatus, type JobFacts } from './rowStatus'
import { jobKey, type TrackedJob } from './TrackedJob'
import type { Words } from './words/en'

/** What the box says of all its jobs at once. */
export type Summary = {
  active: number
  /** Jobs of which nothing more is heard. */
  attention: number
  failed: number
  done: number
  /** Of those that are done: in which something failed, or is missing. */
  mixed: number
  /** Of those in progress: of which nothing has been heard for a while. */
  lost: number
  /** Of those in progress: of which a socket tells at present. */
  live: number
  /** Of all that were in progress since the last time that none was; null where none is known. */
  percent: number | null
}

/**
 * Counts jobs by what is known of them. `round` holds the keys of those that are on their way
 * together: it is filled and emptied here, so that what has ended still counts as gone all the way.
 */
export function summarize(
  jobs: readonly TrackedJob[],
  facts: readonly (JobFacts | undefined)[],
  round: Set<string>,
): Summary {
  const summary: Summary = {
    active: 0,
    attention: 0,
    failed: 0,
    done: 0,
    mixed: 0,
    lost: 0,
    live: 0,
    percent: null,
  }
  let [sum, counted, isKnown] = [0, 0, false]
  jobs.forEach((job, index) => {
    const status = rowStatus(job, facts[index])
    const key = jobKey(job.ref)
    switch (status.state) {
      case 'connecting':
      case 'queued':
      case 'running': {
        const percent = 'progress' in status ? (status.progress?.percent ?? null) : null
        summary.active += 1
        if (facts[index]?.lost) summary.lost += 1
        if (facts[index]?.live) summary.live += 1
        round.add(key)
        isKnown ||= percent !== null
        sum += percent ?? 0
        counted += 1
        return
      }
      case 'stopped':
        summary.attention += 1
        break
      case 'failed':
        summary.failed += 1
        break
      case 'succeeded':
        if (verdictOf(status.outcome) === 'bad') summary.failed += 1
        else summary.done += 1
        if (verdictOf(status.outcome) === 'mixed' || !status.outcome.result) summary.mixed += 1
        break
    }
    if (!round.has(key)) return
    sum += 100
    counted += 1
  })
  if (summary.active === 0) round.clear()
  else if (isKnown) summary.percent = Math.min(99, Math.floor(sum / counted))
  return summary
}

/** Whether nothing is heard of any job in progress: then it is the connection, and not one job's. */
export const allLost = ({ active, lost }: Summary): boolean => active > 0 && lost === active

type Counts = Pick<Summary, 'active' | 'attention' | 'failed' | 'done'> & { lost?: number }

/** Whether what is shown of every job in progress is as new as what the server has. */
export const allLive = ({ active, live }: Summary): boolean => active > 0 && live === active

/** "진행 중 3 · 실패 1": zero counts are left out, and what is done while something is in progress. */
export function summaryText(summary: Counts, { summary: words }: Words): string {
  const { active, attention, failed, done, lost = 0 } = summary
  const parts = [
    active > 0 && words.active(active),
    lost > 0 && words.lost,
    active === 0 && done > 0 && words.done(done),
    attention > 0 && words.attention(attention),
    failed > 0 && words.failed(failed),
  ].filter((part) => part !== false)
  return parts.join(' · ') || words.empty
}
