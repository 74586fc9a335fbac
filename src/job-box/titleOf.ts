import type { TrackedJob } from './TrackedJob'
import type { Words } from './words/en'

/** What to call a job: one without a title goes by its kind and id. */
export const titleOf = ({ ref, title }: Pick<TrackedJob, 'ref' | 'title'>, words: Words): string =>
  title || words.untitled[ref.kind](ref.id)
