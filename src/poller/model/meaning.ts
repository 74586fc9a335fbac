import type { Shown } from './Belief'
import type { JobReply } from './history'
import { updatedAtText } from './scriptedServer'

/** What an answer says by the contract, but for what earlier answers know better. */
export function meaning(reply: JobReply): Shown {
  const { status, detail, remainingSeconds, step, updatedAt } = reply
  const common = { title: reply.title ?? null, rawStatus: status }
  if (status === 'READY') {
    return {
      ...common,
      state: 'succeeded',
      result:
        detail === undefined
          ? null
          : { type: 'video', hlsPath: 'media/hls/master.m3u8', durationSeconds: detail },
    }
  }
  if (status === 'FAILED') {
    return { ...common, state: 'failed', reason: detail === undefined ? null : `reason ${detail}` }
  }
  const percent = percentOf(reply.percent)
  const known = [percent ?? undefined, remainingSeconds, step, updatedAt]
  return {
    ...common,
    state: status === 'PENDING' || status === 'UPLOADED' ? 'queued' : 'running',
    progress: known.every((field) => field === undefined)
      ? null
      : {
          percent,
          remainingSeconds: remainingSeconds ?? null,
          updatedAt: updatedAt === undefined ? null : Date.parse(updatedAtText(updatedAt)),
          step: step
            ? {
                key: null,
                index: step.index,
                total: 7,
                name: `step ${step.index}`,
                percent: step.percent,
              }
            : null,
        },
  }
}

/** A number, clamped, or unknown: text is no number. */
const percentOf = (sent: unknown) =>
  typeof sent === 'number' ? Math.min(100, Math.max(0, sent)) : null

/** What rule 13 compares. */
export function report(answer: Shown): string {
  const progress = 'progress' in answer ? answer.progress : null
  return JSON.stringify([
    answer.rawStatus,
    progress?.step ?? null,
    progress?.percent ?? null,
    progress?.updatedAt ?? null,
  ])
}

/** What the screen shows of an answer, given what it showed of the same attempt before. */
export function shownOf(answer: Shown, before: Shown | null, sameAttempt: boolean): Shown {
  const title = answer.title ?? before?.title ?? null
  if (!('progress' in answer)) return { ...answer, title }
  const floor =
    sameAttempt && before && 'progress' in before ? (before.progress?.percent ?? null) : null
  const sent = answer.progress?.percent ?? null
  if (floor === null && sent === null) return { ...answer, title }
  const nothing = { remainingSeconds: null, updatedAt: null, step: null }
  const percent = Math.min(99, Math.max(floor ?? 0, sent ?? 0))
  return { ...answer, title, progress: { ...nothing, ...answer.progress, percent } }
}
