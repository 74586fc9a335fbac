import type { WorkerJob } from '../../job/WorkerJob'
import type { Listener } from './history'

/** Makes the functions that components pass as `onSettled`, and tells of their calls by name. */
export function createListeners(tell: (name: string, job: WorkerJob) => void) {
  const made = new Map<string, (job: WorkerJob) => void>()
  return (place: number, kind: Listener) => {
    if (kind === 'none') return undefined
    const name = kind === 'own' ? `own ${place}` : 'shared'
    const listener =
      made.get(name) ??
      ((job: WorkerJob) => {
        tell(name, job)
      })
    made.set(name, listener)
    return listener
  }
}
