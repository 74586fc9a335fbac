import type { Belief } from '../Belief'
import type { JobReply } from '../history'
import { updatedAtText } from '../scriptedServer'

/** What is wrong with what is believed to be on screen after all went well for a while; null: nothing. */
export function truthFault(
  { shown, ending, stop, heardStart, lastAnswer, failure }: Belief,
  reply: JobReply,
  since: number,
): string | null {
  // A clock that was set ahead may have made 6 h of the time before, of which an answer told then.
  if (stop === 'quiet') return null
  // A job that has settled is followed no more: what became of it since is not known, nor what a
  // final fetch or a refetch() would have said that failed or was aborted.
  const startedAt = heardStart?.t ?? 0
  const isAnswered = !failure && lastAnswer && lastAnswer.t >= startedAt
  if (ending?.settled && (startedAt <= since || !isAnswered)) return null
  const isShown =
    shown?.rawStatus === reply.status &&
    ('progress' in shown
      ? shown.progress?.updatedAt === Date.parse(updatedAtText(reply.updatedAt ?? 0))
      : ending?.settled && detailOf(shown) === reply.detail)
  return isShown ? null : 'the truth is not on screen two minutes after everything works again'
}

type Ended = Exclude<NonNullable<Belief['shown']>, { progress: unknown }>

function detailOf(shown: Ended): number | null {
  if (shown.state === 'failed') return Number(/\d+$/.exec(shown.reason ?? '')?.[0])
  return shown.result?.type === 'video' ? shown.result.durationSeconds : null
}
