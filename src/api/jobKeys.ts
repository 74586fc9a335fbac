import type { JobRef } from '../job/WorkerJob'
import type { JobClient } from './jobClient'

/** Where TanStack Query keeps what is known of jobs. */
export const jobKeys = {
  /** Every job of every client. */
  all: ['worker-jobs'] as const,
  /** Every job as one client sees it: another tenant's or user's are others. */
  client: (client: JobClient) => [...jobKeys.all, client.identity] as const,
  /** One job as one client sees it. */
  job: (client: JobClient, ref: JobRef) => [...jobKeys.client(client), ref.kind, ref.id] as const,
}
