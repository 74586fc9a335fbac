import type { JobClient } from '../api/jobClient'
import type { JobRef, WorkerJob } from '../job/WorkerJob'
import type { Outcome } from './outcome'
import { readStorage, writeStorage } from './storage'
import {
  lastChange,
  LIST_MAX,
  parseList,
  serializeList,
  storageKey,
  withChange,
  type StoredList,
} from './storedList'
import { hasEndedWell, jobKey, sameJob, type TrackedJob } from './TrackedJob'

/** How long a removal can be undone. */
const UNDO_MS = 10_000
/** For how long a change can be lost to another tab that was writing at the same time. */
const UNSURE_MS = 5_000

/** What a store holds at one moment; a new object after each change. */
export type JobBoxSnapshot = {
  /** Newest first. */
  readonly jobs: readonly TrackedJob[]
  /** Whether the box shows its list. */
  readonly open: boolean
  /** Whether the person wants a notification when a job ends. */
  readonly notify: boolean
  /** What `undoDismiss` would bring back: the last removal, for 10 s. */
  readonly removed: readonly TrackedJob[]
}

/** The list of a job box, for event handlers inside and outside React; see `createJobBoxStore`. */
export type JobBoxStore = {
  /** Where the list is stored: by base URL, tenant and user. A provider shows that of its client only. */
  readonly key: string
  /**
   * Puts a job at the top of the list and opens the box, unless the person closed it before. A job
   * that is in the list already, and not only by `restore`, stays where it is and as it is; only its
   * title is updated. (One that has ended is polled again after `client.retry(ref)` or *Check again*,
   * not by this.) Where the title is empty, the server's is shown once it sends one, until then the
   * kind and the id.
   */
  track: (job: JobRef & { title: string }) => void
  /** Takes a job out of the list; it can be undone for 10 s. */
  dismiss: (ref: JobRef) => void
  /** Brings back what the last `dismiss` or `clearFinished` took, where it was. */
  undoDismiss: () => void
  /** Takes out the jobs that have ended well; failures stay. It can be undone for 10 s. */
  clearFinished: () => void
  /**
   * Keeps a removal from running out while the pointer is over the box or the focus at *Undo*, so
   * that neither loses what it is at; the 10 s begin anew once both have left. The box does this.
   */
  holdUndo: (by: 'pointer' | 'focus', held: boolean) => void
  /** Takes a job that is no more out of the list, for good. */
  forget: (ref: JobRef) => void
  /**
   * Puts jobs that the server says are in progress into the list, in their order, beneath what was
   * added after `askedAt` (epoch ms). Opens nothing, and leaves out what is listed already and
   * videos that the person took out.
   */
  restore: (jobs: readonly WorkerJob[], askedAt: number) => void
  /** Notes how a job ended; null: that it is in progress again. The provider does this. */
  record: (ref: JobRef, outcome: Outcome | null) => void
  /** Opens or closes the box by the person's choice, which is remembered. */
  setOpen: (open: boolean) => void
  /** Notes whether the person wants notifications. Asks for no permission: the box does that. */
  setNotify: (notify: boolean) => void
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
  /** Names this page among those that write. */
  const tab = Math.random().toString(36).slice(2, 10)
  let text = readStorage(key)
  let list = parseList(text)
  /** The latest changes of this page; browsers let tabs write over each other. */
  let changes: { number: number; at: number; apply: Change }[] = []
  let lastNumber = 0
  let clearedAt = 0
  let open = false
  /** The last removal, each job with the place it had. */
  let removed: readonly { job: TrackedJob; index: number }[] = []
  let removedTimer: ReturnType<typeof setTimeout> | undefined
  const undoHolders = new Set<string>()
  const look = (): JobBoxSnapshot => {
    return { jobs: list.jobs, open, notify: list.notify, removed: removed.map(({ job }) => job) }
  }
  let snapshot = look()

  function publish(): void {
    snapshot = look()
    for (const listener of [...listeners]) listener()
  }

  function save(): void {
    const wanted = serializeList(withChange(list, tab, lastNumber))
    if (writeStorage(key, wanted)) text = wanted
  }

  /** Takes over what another tab stored, and adds what that tab did not know of when it wrote. */
  function catchUp(): boolean {
    const now = readStorage(key)
    if (now === text) return false
    text = now
    list = parseList(now)
    if (now === null) {
      empty()
      return true
    }
    const known = lastChange(list, tab)
    changes = changes.filter(({ at }) => Math.abs(Date.now() - at) < UNSURE_MS)
    const lost = changes.filter(({ number }) => number > known)
    for (const { apply } of lost) list = apply(list)
    if (lost.length > 0) save()
    return true
  }

  function change(apply: Change): void {
    catchUp()
    const next = apply(list)
    // What could not be stored before may be now.
    if (JSON.stringify(next) !== JSON.stringify(list) || text === null) {
      lastNumber += 1
      changes.push({ number: lastNumber, at: Date.now(), apply })
      list = next
      save()
    }
    publish()
  }

  /** Forgets all that the list's owner could see in this page. */
  function empty(): void {
    setRemoved([])
    changes = []
    clearedAt = Date.now()
    open = false
    list = parseList(null)
  }

  function setRemoved(next: typeof removed): void {
    removed = next
    // The focus goes with *Undo*, and no event tells.
    if (next.length === 0) undoHolders.delete('focus')
    countDown()
  }

  function countDown(): void {
    clearTimeout(removedTimer)
    if (removed.length === 0 || undoHolders.size > 0) return
    removedTimer = setTimeout(() => {
      removed = []
      publish()
    }, UNDO_MS)
  }

  function take(jobs: readonly TrackedJob[]): void {
    const isTaken = ({ ref }: TrackedJob) => jobs.some((job) => sameJob(job.ref, ref))
    const videos = jobs.filter(({ ref }) => ref.kind === 'video').map(({ ref }) => ref.id)
    change((before) => ({
      ...before,
      jobs: before.jobs.filter((job) => !isTaken(job)),
      dismissed: [...new Set([...videos, ...before.dismissed])].slice(0, LIST_MAX),
    }))
  }

  function remove(goes: (job: TrackedJob) => boolean): void {
    catchUp()
    const taken = list.jobs.map((job, index) => ({ job, index })).filter((at) => goes(at.job))
    if (taken.length === 0) return
    setRemoved(taken)
    take(taken.map(({ job }) => job))
  }

  const onStorage = (event: StorageEvent) => {
    if (event.key !== key && event.key !== null) return
    // Something new may be stored by now.
    if (event.newValue === null) empty()
    if (catchUp() || event.newValue === null) publish()
  }

  return {
    key,
    track({ kind, id, title }) {
      const ref = { kind, id }
      const added: TrackedJob = { ref, title, addedAt: Date.now(), outcome: null }
      // One that was found on the server only is new to the list, with the person who started it.
      const isListed = (job: TrackedJob) => sameJob(job.ref, ref) && job.addedAt > 0
      catchUp()
      if (!list.jobs.some(isListed)) {
        removed = removed.filter(({ job }) => !sameJob(job.ref, ref))
        open ||= !list.keepClosed
      }
      change((before) => ({
        ...before,
        jobs: before.jobs.some(isListed)
          ? before.jobs.map((job) => (isListed(job) && title !== '' ? { ...job, title } : job))
          : [added, ...before.jobs.filter((job) => !sameJob(job.ref, ref))].slice(0, LIST_MAX),
        dismissed: withoutVideos(before.dismissed, [added]),
      }))
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
        const dismissed = withoutVideos(
          before.dismissed,
          back.map(({ job }) => job),
        )
        return { ...before, jobs: jobs.slice(0, LIST_MAX), dismissed }
      })
    },
    clearFinished() {
      remove(hasEndedWell)
    },
    holdUndo(by, held) {
      if (held) undoHolders.add(by)
      else undoHolders.delete(by)
      countDown()
    },
    forget(ref) {
      take(list.jobs.filter((job) => sameJob(job.ref, ref)))
    },
    restore(listed, askedAt) {
      // What was asked for before a sign-out belongs to whoever signed out.
      if (askedAt <= clearedAt) return
      change((before) => {
        const known = new Set(before.jobs.map(({ ref }) => jobKey(ref)))
        for (const id of before.dismissed) known.add(jobKey({ kind: 'video', id }))
        const added = listed
          .filter(({ ref }) => !known.has(jobKey(ref)))
          .map(({ ref, title }) => ({ ref, title: title ?? '', addedAt: 0, outcome: null }))
        const older = before.jobs.findIndex(({ addedAt }) => addedAt < askedAt)
        const place = older < 0 ? before.jobs.length : older
        const jobs = [...before.jobs.slice(0, place), ...added, ...before.jobs.slice(place)]
        return { ...before, jobs: jobs.slice(0, LIST_MAX) }
      })
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
    setNotify(notify) {
      change((before) => ({ ...before, notify }))
    },
    clear() {
      empty()
      writeStorage(key, null)
      text = readStorage(key)
      publish()
    },
    getSnapshot: () => snapshot,
    subscribe(listener) {
      if (listeners.size === 0 && typeof window !== 'undefined') {
        window.addEventListener('storage', onStorage)
        // What other tabs did before anyone listened.
        if (catchUp()) snapshot = look()
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) window.removeEventListener('storage', onStorage)
      }
    },
  }
}

type Change = (list: StoredList) => StoredList

const withoutVideos = (ids: readonly string[], jobs: readonly TrackedJob[]) =>
  ids.filter((id) => !jobs.some(({ ref }) => ref.kind === 'video' && ref.id === id))
