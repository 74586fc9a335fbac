import type { JobAnswer } from '../job/WorkerJob'
import { afterAnswer, nextRequest, type PollMemory } from './policy'

/**
 * What is remembered after a socket has told of a job: as after an answer to a request that was sent
 * now, so that no answer to an earlier one overwrites it. But it is no final fetch, and what is
 * already known, or older, tells at most that the socket works.
 */
export function afterPush(
  memory: PollMemory | undefined,
  answer: JobAnswer & { version: number },
  now: number,
  returns: number,
): PollMemory | undefined {
  const { version: known = null, ending = null } = memory ?? {}
  if (ending?.settled || (known !== null && answer.version < known)) return memory
  const push = { live: true as const, heardAt: now }
  // A socket knows nothing of how busy the API is.
  const excused = memory?.failure ?? memory?.excused ?? null
  // After a retry what was known is to be said again.
  if (memory?.said != null && answer.version === known) {
    // The final fetch, under way or failed, is waited for whatever the socket repeats.
    return ending
      ? { ...memory, push }
      : { ...memory, push, excused, lastCheckedAt: now, failure: null }
  }
  const next = {
    ...afterAnswer(memory, answer, nextRequest(memory, now), now, returns),
    push,
    excused,
  }
  if (!next.ending) return next
  const failures = ending?.failures ?? 0
  // The final fetch, under way or failed, is as it was.
  const final = memory && ending ? memory : next
  return {
    ...next,
    askedAt: final.askedAt,
    asked: final.asked,
    failure: final.failure,
    excused: final.excused,
    ending: { failures, settled: false },
  }
}
