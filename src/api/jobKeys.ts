import type { JobRef } from '../job/WorkerJob'
import type { JobClient } from './jobClient'

/** Where TanStack Query keeps what is known of jobs. The job comes first: so the devtools list them. */
export const jobKeys = {
  /** Every job of every client. */
  all: ['worker-jobs'] as const,
  /** One job as one client sees it: another tenant's or user's are others. */
  job: (client: JobClient, ref: JobRef) =>
    [...jobKeys.all, ref.kind, ref.id, client.identity] as const,
}
