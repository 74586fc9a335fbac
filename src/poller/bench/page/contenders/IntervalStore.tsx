import { useState, useSyncExternalStore } from 'react'
import type { JobRef, WorkerJob } from '../../../../index'
import { fetchJob } from '../fetchJob'
import { JobItem } from '../JobItem'

export function IntervalStore({ base, refs }: { base: string; refs: JobRef[] }) {
  return refs.map((ref) => <Row key={ref.id} base={base} jobRef={ref} />)
}

function Row({ base, jobRef }: { base: string; jobRef: JobRef }) {
  const [store] = useState(() => createStore(base, jobRef))
  const { job, status } = useSyncExternalStore(store.subscribe, store.getSnapshot)
  return <JobItem job={job} status={status} />
}

type Snapshot = { job: WorkerJob | undefined; status: 'pending' | 'success' | 'error' }

/** What one writes by hand: an interval, the last answer, a listener. */
function createStore(base: string, ref: JobRef) {
  let snapshot: Snapshot = { job: undefined, status: 'pending' }
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener: () => void) => {
      const set = (next: Snapshot) => {
        snapshot = next
        listener()
      }
      const ask = () => {
        fetchJob(base, ref).then(
          (job) => set({ job, status: 'success' }),
          () => set({ job: snapshot.job, status: 'error' }),
        )
      }
      ask()
      const timer = setInterval(ask, 2_000)
      return () => {
        clearInterval(timer)
      }
    },
  }
}
