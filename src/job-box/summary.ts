import { verdictOf } from './outcome'
import { rowStatus, type JobFacts } from './rowStatus'
import type { TrackedJob } from './TrackedJob'
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
  /** Of the jobs in progress, where any is known. */
  percent: number | null
}

type Counts = Pick<Summary, 'active' | 'attention' | 'failed' | 'done'>

export function summarize(
  jobs: readonly TrackedJob[],
  facts: readonly (JobFacts | undefined)[],
): Summary {
  const summary: Summary = { active: 0, attention: 0, failed: 0, done: 0, mixed: 0, percent: null }
  const percents: number[] = []
  jobs.forEach((job, index) => {
    const status = rowStatus(job, facts[index])
    switch (status.state) {
      case 'queued':
      case 'running': {
        summary.active += 1
        const percent = status.progress?.percent ?? null
        if (percent !== null) percents.push(percent)
        break
      }
      case 'connecting':
        summary.active += 1
        break
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
  })
  if (percents.length > 0) {
    summary.percent = Math.floor(percents.reduce((sum, next) => sum + next, 0) / percents.length)
  }
  return summary
}

/** "진행 중 3 · 실패 1": zero counts are left out, and what is done while something is in progress. */
export function summaryText(summary: Counts, { summary: words }: Words): string {
  const { active, attention, failed, done } = summary
  const parts = [
    active > 0 && words.active(active),
    active === 0 && done > 0 && words.done(done),
    attention > 0 && words.attention(attention),
    failed > 0 && words.failed(failed),
  ].filter((part) => part !== false)
  return parts.join(' · ') || words.empty
}
