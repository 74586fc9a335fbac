import { memo } from 'react'
import { useJobBoxContext } from './JobBoxContext'
import { JobRowView } from './JobRowView'
import { failedCount, verdictOf } from './outcome'
import { plainReason } from './plainReason'
import { resultParts } from './resultParts'
import { rowActions } from './rowActions'
import { factsOf, resultOf, rowStatus, type RowStatus } from './rowStatus'
import type { Stall } from './stallOf'
import { timeLeft } from './timeLeft'
import { titleOf } from './titleOf'
import { jobKey, type TrackedJob } from './TrackedJob'
import { useClock } from './useClock'
import { useJobMemory } from './useJobMemory'
import { useRowActions } from './useRowActions'
import type { Words } from './words/en'
import { stepName } from './words/stepName'

type Props = {
  tracked: TrackedJob
  /** Whether nothing is heard of any other job, either: the box says so, and not each row. */
  allLost: boolean
}

/** One job of the list: derives what `JobRowView` draws. */
export const JobRow = memo(function JobRow({ tracked, allLost }: Props) {
  const { ref } = tracked
  const { words, onOpen, outlooks } = useJobBoxContext()
  const title = titleOf(tracked, words)
  const { data: facts, refetch } = useJobMemory(ref, factsOf)
  const status = rowStatus(tracked, facts)
  const { question, pending, error, run } = useRowActions({ ref, status, refetch })

  const moving = isMoving(status)
  const lost = moving && (facts?.lost === true || allLost)

  const endsAt = 'endsAt' in status ? status.endsAt : null
  const outlookAt = (now: number) =>
    status.state === 'running' ? outlooks.get(jobKey(ref))?.(now) : undefined
  const stall = useClock((now) => (lost ? null : (outlookAt(now)?.stall ?? null)))
  const outlook = useClock((now) => {
    if (lost) return allLost ? null : words.lost
    if (stall === 'long') return null
    const seen = outlookAt(now)
    const ms = endsAt === null ? (seen?.leftMs ?? null) : endsAt - now
    return remainingText(ms, seen?.wasSoon ?? false, words)
  })

  return (
    <JobRowView
      title={title}
      words={words}
      look={lookOf(status, lost, stall)}
      stateWord={words.states[wordOf(status)]}
      percent={moving ? percentOf(status) : null}
      parts={partsOf(status, ref.kind, words)}
      outlook={outlook}
      moving={moving}
      note={stall ? words.stall[stall] : noteOf(status, words)}
      failedRows={failedRowsOf(status)}
      checkHint={stall === 'long' ? words.actions.check : checkHintOf(status, words)}
      actions={rowActions(ref, status, onOpen !== undefined)}
      pending={pending}
      error={error}
      onAction={(action) => void run(action)}
    >
      {question && <question.Dialog title={title} words={words} onClose={question.onClose} />}
    </JobRowView>
  )
})

function isMoving(status: RowStatus): boolean {
  return status.state === 'connecting' || status.state === 'queued' || status.state === 'running'
}

function percentOf(status: RowStatus): number | null {
  return 'progress' in status ? (status.progress?.percent ?? null) : null
}

/** A job in which everything failed is called failed, whatever the server calls it. */
function wordOf(status: RowStatus): RowStatus['state'] {
  return status.state === 'succeeded' && verdictOf(status.outcome) === 'bad'
    ? 'failed'
    : status.state
}

function lookOf(status: RowStatus, lost: boolean, stall: Stall) {
  switch (status.state) {
    case 'connecting':
    case 'queued':
      return lost ? 'lost' : 'waiting'
    case 'running':
      return lost ? 'lost' : stall === 'long' ? 'waiting' : 'moving'
    case 'failed':
      return 'bad'
    case 'stopped':
      return 'unsure'
    case 'succeeded':
      return status.outcome.result ? verdictOf(status.outcome) : 'unsure'
  }
}

function partsOf(status: RowStatus, kind: TrackedJob['ref']['kind'], words: Words): string[] {
  switch (status.state) {
    case 'running': {
      const step = status.progress?.step
      return step ? [stepName(step, kind, words), `${step.index}/${step.total}`] : []
    }
    case 'succeeded': {
      const { result } = status.outcome
      const seen = resultOf(status.job)
      if (seen?.type === 'export' && seen.filename !== '') return [seen.filename]
      return result ? resultParts(result, words) : []
    }
    case 'connecting':
    case 'queued':
    case 'failed':
    case 'stopped':
      return []
  }
}

function remainingText(ms: number | null, wasSoon: boolean, words: Words): string | null {
  const time = timeLeft(ms === null ? null : ms / 1000, wasSoon)
  if (time === null) return null
  return time.unit === 'soon' ? words.soon : words.timeLeft(time)
}

/** The sentence beneath a row that needs one. */
function noteOf(status: RowStatus, words: Words): string | null {
  switch (status.state) {
    case 'stopped':
      return words.problems[status.because]
    case 'failed':
      return status.job ? (plainReason(status.reason) ?? words.unknownReason) : null
    case 'succeeded':
      return status.outcome.result ? null : words.results.missing
    case 'connecting':
    case 'queued':
    case 'running':
      return null
  }
}

function failedRowsOf(status: RowStatus) {
  const result = status.state === 'succeeded' ? resultOf(status.job) : null
  return result?.type === 'studentImport' || result?.type === 'messaging' ? result.failed : []
}

/** What a reload forgot, and a new look would bring back. */
function checkHintOf(status: RowStatus, words: Words): string | null {
  if (status.state === 'failed' && !status.job) return words.checkForReason
  if (status.state === 'succeeded' && !status.job && failedCount(status.outcome.result) > 0) {
    return words.checkForRows
  }
  return null
}
