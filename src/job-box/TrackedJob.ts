import type { JobRef } from '../job/WorkerJob'
import { verdictOf, type Outcome } from './outcome'

/** One job of the list. */
export type TrackedJob = {
  readonly ref: JobRef
  /** What the person calls it: a file name, the name of a lecture. Empty while nobody has said. */
  readonly title: string
  /** When it was put into the list, epoch ms; 0 for one that the server listed. */
  readonly addedAt: number
  /** How it ended; null while that is not known. */
  readonly outcome: Outcome | null
}

/** A text that is the same for the same job only. */
export const jobKey = (ref: JobRef): string => `${ref.kind}:${ref.id}`

/** Whether two refs name the same job. */
export const sameJob = (a: JobRef, b: JobRef): boolean => a.kind === b.kind && a.id === b.id

/** Whether a job has ended, and not badly: those are what *Clear finished* takes. */
export const hasEndedWell = ({ outcome }: TrackedJob): boolean =>
  outcome !== null && verdictOf(outcome) !== 'bad'
