import type { WorkerJob } from '../job/WorkerJob'
import { outcomeOf, verdictOf } from './outcome'
import { plainReason } from './plainReason'
import { resultParts } from './resultParts'
import { summaryText } from './summary'
import type { Words } from './words/en'

type Ended = { title: string; job: WorkerJob }

/** What a notification says of jobs that ended together: the one by name, several by their number. */
export function noticeOf(ended: readonly Ended[], words: Words): { title: string; body: string } {
  const [only] = ended
  if (only && ended.length === 1) return { title: only.title, body: bodyOf(only.job, words) }
  const failed = ended.filter(({ job }) => isBad(job)).length
  const counts = { active: 0, attention: 0 }
  const body = summaryText({ ...counts, failed, done: ended.length - failed }, words)
  return { title: words.notices.several(ended.length), body }
}

function isBad(job: WorkerJob): boolean {
  const outcome = outcomeOf(job)
  return outcome !== null && verdictOf(outcome) === 'bad'
}

function bodyOf(job: WorkerJob, words: Words): string {
  const state = words.states[isBad(job) ? 'failed' : 'succeeded']
  return [state, ...partsOf(job, words)].join(' · ')
}

function partsOf(job: WorkerJob, words: Words): string[] {
  if (job.state === 'failed') return [plainReason(job.reason) ?? []].flat()
  const outcome = outcomeOf(job)
  if (outcome?.state !== 'succeeded') return []
  return outcome.result ? resultParts(outcome.result, words) : [words.results.missing]
}
