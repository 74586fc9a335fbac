import type { JobClient } from '../api/jobClient'
import type { JobRef } from '../job/WorkerJob'
import { verdictOf, type Outcome } from './outcome'
import { LIST_MAX, parseList, serializeList, storageKey, type StoredList } from './storedList'
import { sameJob, type TrackedJob } from './TrackedJob'

/** How long a removal can be undone. */
const UNDO_MS = 10_000

/** What a store holds at one moment; a new object after each change. */
export type JobBoxSnapshot = {
  /** Newest first. */
  readonly jobs: readonly TrackedJob[]
  /** Whether the box shows its list. */
  readonly open: boolean
  /** What `undoDismiss` would bring back: the last removal, for 10 s. */
  readonly removed: readonly TrackedJob[]
}

/** The list of a job box, for event handlers inside and outside React; see `createJobBoxStore`. */
export type JobBoxStore = {
  /** Where the list is stored: by base URL, tenant and user. A provider shows that of its client only. */
  readonly key: string
  /**
   * Puts a job at the top of the list and opens the box, unless the person closed it before. A job
   * that is in the list already stays where it is and as it is; only its title is updated. (One
   * that has ended is polled again after `client.retry(ref)` or *Check again*, not by this.)
   */
  track: (job: JobRef & { title: string }) => void
  /** Takes a job out of the list; it can be undone for 10 s. */
  dismiss: (ref: JobRef) => void
  /** Brings back what the last `dismiss` or `clearFinished` took, where it was. */
  undoDismiss: () => void
  /** Takes out the jobs that have ended well; failures stay. It can be undone for 10 s. */
  clearFinished: () => void
  /** Takes a job that is no more out of the list, for good. */
  forget: (ref: JobRef) => void
  /** Notes how a job ended; null: that it is in progress again. The provider does this. */
  record: (ref: JobRef, outcome: Outcome | null) => void
  /** Opens or closes the box by the person's choice, which is remembered. */
  setOpen: (open: boolean) => void
  /** Empties the list and what is stored of it: for signing out. */
  clear: () => void
  /** The same object until something changes. */
  getSnapshot: () => JobBoxSnapshot
  /** Calls `listener` after each change, in other tabs too, until the returned function is called. */
  subscribe: (listener: () => void) => () => void
}

/**
 * Makes the list of a job box. It survives reloads in `localStorage` under a key of the client's
 * base URL, tenant and scope, holds the newest 200 jobs, and follows changes that other tabs make.
 * Where storage is blocked or full it lives as long as the page.
 */
export function createJobBoxStore(client: JobClient): JobBoxStore {
  const key = storageKey(client)
  const listeners = new Set<() => void>()
  let text = readStorage(key)
  let list = parseList(text)
  let open = false
  /** The last removal, each job with the place it had. */
  let removed: readonly { job: TrackedJob; index: number }[] = []
  let removedTimer: ReturnType<typeof setTimeout> | undefined
  let snapshot: JobBoxSnapshot = { jobs: list.jobs, open, removed: [] }

  function publish(): void {
    snapshot = { jobs: list.jobs, open, removed: removed.map(({ job }) => job) }
    for (const listener of [...listeners]) listener()
  }

  /** Takes over what another tab stored. What this page could not store itself is not lost to that. */
  function catchUp(): boolean {
    const now = readStorage(key)
    if (now === text) return false
    text = now
    list = parseList(now)
    return true
  }

  function change(next: (list: StoredList) => StoredList): void {
    catchUp()
    list = next(list)
    const wanted = serializeList(list)
    if (wanted !== text && writeStorage(key, wanted)) text = wanted
    publish()
  }

  function setRemoved(next: typeof removed): void {
    clearTimeout(removedTimer)
    removed = next
    if (next.length === 0) return
    removedTimer = setTimeout(() => {
      removed = []
      publish()
    }, UNDO_MS)
  }

  function remove(goes: (job: TrackedJob) => boolean): void {
    change((before) => {
      const taken = before.jobs.map((job, index) => ({ job, index })).filter((at) => goes(at.job))
      if (taken.length > 0) setRemoved(taken)
      return { ...before, jobs: before.jobs.filter((job) => !goes(job)) }
    })
  }

  const onStorage = (event: StorageEvent) => {
    if ((event.key === key || event.key === null) && catchUp()) publish()
  }

  return {
    key,
    track({ kind, id, title }) {
      const ref = { kind, id }
      change((before) => {
        if (before.jobs.some((job) => sameJob(job.ref, ref))) {
          const jobs = before.jobs.map((job) =>
            sameJob(job.ref, ref) && job.title !== title ? { ...job, title } : job,
          )
          return { ...before, jobs }
        }
        removed = removed.filter(({ job }) => !sameJob(job.ref, ref))
        open ||= !before.keepClosed
        const added: TrackedJob = { ref, title, addedAt: Date.now(), outcome: null }
        return { ...before, jobs: [added, ...before.jobs].slice(0, LIST_MAX) }
      })
    },
    dismiss(ref) {
      remove((job) => sameJob(job.ref, ref))
    },
    undoDismiss() {
      const back = removed
      setRemoved([])
      change((before) => {
        const jobs = [...before.jobs]
        for (const { job, index } of back) {
          if (!jobs.some(({ ref }) => sameJob(ref, job.ref))) jobs.splice(index, 0, job)
        }
        return { ...before, jobs: jobs.slice(0, LIST_MAX) }
      })
    },
    clearFinished() {
      remove(({ outcome }) => outcome !== null && verdictOf(outcome) !== 'bad')
    },
    forget(ref) {
      change((before) => ({
        ...before,
        jobs: before.jobs.filter((job) => !sameJob(job.ref, ref)),
      }))
    },
    record(ref, outcome) {
      const differs = (job: TrackedJob) =>
        sameJob(job.ref, ref) && JSON.stringify(job.outcome) !== JSON.stringify(outcome)
      if (!list.jobs.some(differs)) return
      change((before) => ({
        ...before,
        jobs: before.jobs.map((job) => (differs(job) ? { ...job, outcome } : job)),
      }))
    },
    setOpen(next) {
      open = next
      change((before) => ({ ...before, keepClosed: !next }))
    },
    clear() {
      setRemoved([])
      list = { jobs: [], keepClosed: false }
      open = false
      writeStorage(key, null)
      text = readStorage(key)
      publish()
    },
    getSnapshot: () => snapshot,
    subscribe(listener) {
      if (listeners.size === 0 && typeof window !== 'undefined') {
        window.addEventListener('storage', onStorage)
        // What other tabs did before anyone listened.
        if (catchUp()) snapshot = { ...snapshot, jobs: list.jobs }
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) window.removeEventListener('storage', onStorage)
      }
    },
  }
}

// Storage may be missing (a server), blocked (the getter throws) or full (writing throws).

function readStorage(key: string): string | null {
  try {
    return typeof localStorage === 'undefined' ? null : localStorage.getItem(key)
  } catch {
    return null
  }
}

function writeStorage(key: string, text: string | null): boolean {
  try {
    if (typeof localStorage === 'undefined') return false
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
