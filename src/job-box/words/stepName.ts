import type { JobKind, JobProgress } from '../../job/WorkerJob'
import type { Words } from './en'

type Step = NonNullable<JobProgress['step']>

/** The workers' video steps are known by place only while there are as many as we have names for. */
function knownName(step: Step, kind: JobKind, words: Words): string | undefined {
  const { video, excel, messaging } = words.steps
  if (kind === 'video') return step.total === video.length ? video[step.index - 1] : undefined
  const names = kind === 'excel' ? excel : messaging
  return step.key !== null && Object.hasOwn(names, step.key) ? names[step.key] : undefined
}

/**
 * What a step is called. The server's names are Korean, so in another language the steps that are
 * known have names of ours; a step that is not known is called as the server calls it.
 */
export function stepName(step: Step, kind: JobKind, words: Words): string {
  const known = knownName(step, kind, words)
  const sent = step.name === step.key ? '' : step.name
  const preferred = words.steps.source === 'ours' ? [known, sent] : [sent, known]
  return preferred.find((name) => name !== undefined && name !== '') ?? step.name
}
