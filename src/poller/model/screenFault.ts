import type { WorkerJob } from '../../job/WorkerJob'
import type { WorkerJobPoll } from '../useWorkerJobPoller'
import type { Belief, Failed, Shown } from './Belief'
import type { Screen } from './Log'
import { isEnabled, type Surroundings } from './Surroundings'

/** What is wrong with what a component shows; null: nothing. */
export function screenFault(
  belief: Belief,
  { place, poll }: Screen,
  job: number,
  around: Surroundings,
): string | null {
  const watcher = around.watchers.find((one) => one.place === place)
  if (!watcher) return 'rule 16: shown by a component that has left'
  const where = `component ${place} shows`
  const phases = phasesOf(belief, around, isEnabled(watcher))
  if (!phases.includes(poll.phase)) {
    return `contract 5: ${where} ${poll.phase}, not ${phases.join(' or ')}`
  }
  // To one that is switched off, what others are told may be told, or not.
  if (poll.live !== isLive(belief, around) && isEnabled(watcher)) {
    return `push: ${where} ${poll.live ? '' : 'not '}live`
  }
  if (!isShown(belief.shown, poll.job, job)) {
    const [actual, expected] = [poll.job, belief.shown].map((it) => JSON.stringify(it ?? null))
    return `rules 3, 11, 12 and 15: ${where} ${actual}, not ${expected}`
  }
  const { error } = poll
  if (!errorsOf(belief).some((failed) => isSameError(failed, error))) {
    const expected = errorsOf(belief).map((failed) =>
      failed === 'any' ? 'any' : (failed?.kind ?? 'null'),
    )
    return `contract 5: ${where} the error ${error ? `${error.kind} ${error.status ?? ''}` : 'null'}, not ${expected.join(' or ')}`
  }
  if (!belief.checkedAt.includes(poll.lastCheckedAt)) {
    return `contract 5: ${where} lastCheckedAt ${String(poll.lastCheckedAt)}, not ${belief.checkedAt.join(' or ')}`
  }
  if (!belief.changedAt.includes(poll.changedAt)) {
    return `rule 13: ${where} changedAt ${String(poll.changedAt)}, not ${belief.changedAt.join(' or ')}`
  }
  return null
}

/** The belief without the choices that the screen has settled. */
export function afterLook(belief: Belief, { poll }: Screen): Belief {
  const { changedAt, checkedAt } = belief
  return changedAt.length === 1 && checkedAt.length === 1
    ? belief
    : { ...belief, changedAt: [poll.changedAt], checkedAt: [poll.lastCheckedAt] }
}

const isLive = ({ live, ending, failure, stop }: Belief, { online }: Surroundings): boolean =>
  live !== null && !ending && !failure && !stop && online

function phasesOf(
  belief: Belief,
  { online }: Surroundings,
  enabled: boolean,
): WorkerJobPoll['phase'][] {
  const { ending, stop, shown, failure, lastAnswer, flight, asked } = belief
  // Ended and switched off: both are true.
  if (ending?.settled) return enabled ? ['settled'] : ['settled', 'stopped']
  if (!enabled) return ['stopped']
  const going = ((): WorkerJobPoll['phase'][] => {
    if (ending) return ['finalizing']
    if (failure) return ['waiting']
    // After a retry an answer may be of no use for the screen.
    if (!shown) return lastAnswer ? ['connecting', online ? 'polling' : 'waiting'] : ['connecting']
    return [online ? 'polling' : 'waiting']
  })()
  if (!stop) return going
  // It goes on already, or will with the answer.
  return flight?.manual || asked ? ['stopped', ...going] : ['stopped']
}

function errorsOf({ errors, failure, stop }: Belief): (Failed | null | 'any')[] {
  // A poller that stops by itself may say so.
  return stop === 'quiet' && !failure ? [...errors, 'any'] : errors
}

function isSameError(failed: Failed | null | 'any', error: Screen['poll']['error']): boolean {
  if (failed === 'any') return true
  if (!failed || !error) return failed === error
  if (failed.kind !== error.kind) return false
  // A 200 that is no answer has a status or none.
  return failed.kind === 'malformed' || failed.status === error.status
}

function isShown(shown: Shown | null, actual: WorkerJob | undefined, job: number): boolean {
  if (!shown || !actual) return !shown && !actual
  const { ref, jobType, rawStatus, ...rest } = actual
  const { rawStatus: status, ...expected } = shown
  return (
    ref.kind === 'video' &&
    ref.id === String(job + 1) &&
    jobType === null &&
    (status === null || status === rawStatus) &&
    isEqual(expected, rest)
  )
}

function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other
  const entries = Object.entries(one)
  return (
    entries.length === Object.keys(other).length &&
    entries.every(([key, value]) => isEqual(value, (other as Record<string, unknown>)[key]))
  )
}
