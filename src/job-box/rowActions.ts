import type { JobRef } from '../job/WorkerJob'
import type { RowStatus } from './rowStatus'

/** What a person can do about a job. */
export type ActionName = 'retry' | 'stop' | 'remove' | 'download' | 'open' | 'check'

/** What a row offers: one thing to do about the job where there is one, and to remove it. */
export function rowActions(ref: JobRef, status: RowStatus, canOpen: boolean): ActionName[] {
  const first = firstAction(ref, status, canOpen)
  return first ? [first, 'remove'] : ['remove']
}

function firstAction(ref: JobRef, status: RowStatus, canOpen: boolean): ActionName | null {
  // Only videos can be stopped or tried again.
  const video = ref.kind === 'video'
  switch (status.state) {
    case 'connecting':
    case 'queued':
    case 'running':
      return video ? 'stop' : null
    case 'failed':
      return video ? 'retry' : null
    case 'stopped':
      return 'check'
    case 'succeeded':
      switch (status.outcome.result?.type) {
        case undefined:
          return 'check'
        case 'video':
          return canOpen ? 'open' : null
        case 'export':
          return 'download'
        case 'studentImport':
        case 'lectureImport':
        case 'messaging':
        case 'other':
          return null
      }
  }
}
