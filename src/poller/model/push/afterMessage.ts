import { afterAnswer } from '../afterOutcome'
import { touched, type Belief } from '../Belief'
import type { JobReply } from '../history'
import type { Moment } from '../Log'
import type { Surroundings } from '../Surroundings'

/** What may be believed of a job once a socket has told how it is. */
export function afterStatus(
  before: Belief,
  reply: JobReply,
  now: Moment,
  around: Surroundings,
): Belief[] {
  const version = Number(reply.version)
  const { ending, flight, failure, errors, notBefore } = before
  if (ending?.settled || (before.version !== null && version < before.version)) return [before]

  const told: Belief = { ...touched(before, now), live: now, lost: null, awaits: null }
  // After a retry nothing is known, and what was is news.
  if (version !== before.version || before.retriedAt) return news()
  return [
    ending
      ? { ...told, checkedAt: [now.wall, ...before.checkedAt] }
      : { ...answered(told), checkedAt: [now.wall], lastAnswer: now },
  ]

  function news(): Belief[] {
    if (!flight) return newsWith(null)
    const overtaken = newsWith({ ...flight, overtaken: true })
    // Which came first, of what came together, is not said.
    return flight.from.t === now.t ? [...overtaken, ...newsWith(flight)] : overtaken
  }

  function newsWith(atOnce: Belief['flight']): Belief[] {
    const heard = answered({ ...told, heardStart: now, restart: null, flight: atOnce })
    return afterAnswer(heard, reply, now, around, true).map((after) =>
      // The final fetch goes on as it was: a message is none.
      ending && after.ending ? { ...after, failure, errors, flight, notBefore } : after,
    )
  }
}

/** A message is a good answer, but not from the server that asked to be left in peace. */
function answered(belief: Belief): Belief {
  const { failure, notBefore } = belief
  const ms = failure?.why.retryAfterMs ?? null
  return {
    ...belief,
    failure: null,
    failuresBefore: 0,
    errors: [null],
    arrival: null,
    notBefore:
      failure && ms !== null
        ? { since: failure.at, ms: Math.min(300_000, Math.max(1_000, ms)) }
        : notBefore,
  }
}

/** The server does not know the job: only the API can say that it is gone. */
export const afterError = (belief: Belief, now: Moment): Belief => ({
  ...touched(belief, now),
  live: null,
  lost: null,
  awaits: null,
})

/** No socket tells of the job any more. Who came while one did has seen what there was. */
export function afterLoss(belief: Belief, now: Moment): Belief[] {
  const { live, lastAnswer } = belief
  const silent: Belief = { ...touched(belief, now), live: null, awaits: null }
  const lost: Belief = { ...silent, lost: now, arrival: null }
  if (live) return [lost]
  // Which came first, of what came together, is not said.
  return lastAnswer?.t === now.t ? [silent, lost] : [silent]
}

/** A socket is to tell of the job. */
export const afterSubscribing = (belief: Belief, now: Moment, works: boolean): Belief =>
  works ? { ...touched(belief, now), awaits: now } : belief
