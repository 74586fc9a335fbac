import type { WorkerJob } from '../job/WorkerJob'
import type { JobBoxStore } from './createJobBoxStore'
import { noticeOf } from './noticeOf'
import { jobKey, sameJob } from './TrackedJob'
import { titleOf } from './titleOf'
import type { Words } from './words/en'

/** Notifications of the jobs of one list that end while nobody sees it. */
export type Notices = {
  tell: (job: WorkerJob, words: Words) => void
  /** Says nothing more, and takes back what was said. */
  close: () => void
}

/** Endings within this time are told together. */
const BATCH_MS = 1_000

/**
 * Opens the notices of a list. Of the tabs that show it one has the say, by a lock that passes on
 * when that tab goes; and it says nothing while a tab is seen, which holds another lock meanwhile.
 */
export function openNotices(store: JobBoxStore): Notices {
  const { key } = store
  const name = `worker-job-box notices ${key}`
  const seen = `${name} seen`
  const listeners = new AbortController()
  const shown = new Set<Notification>()
  let isSpeaker = false
  const releases: (() => void)[] = []
  let ended: { job: WorkerJob; words: Words }[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Takes or gives up what says whether this tab speaks and whether it is seen. */
  function join(): void {
    leave()
    releases.push(
      hold(name, 'exclusive', () => {
        isSpeaker = true
      }),
    )
    if (document.visibilityState === 'visible') releases.push(hold(seen, 'shared'))
  }
  function leave(): void {
    isSpeaker = false
    for (const release of releases.splice(0)) release()
  }
  function onVisibility(): void {
    if (document.visibilityState === 'visible') {
      releases.push(hold(seen, 'shared'))
      void takeBack()
    } else {
      for (const release of releases.splice(1)) release()
    }
  }

  async function say(): Promise<void> {
    timer = undefined
    const told = ended
    ended = []
    const [first] = told
    if (!first || !isSpeaker || Notification.permission !== 'granted') return
    const isSeen = await navigator.locks.request(seen, { ifAvailable: true }, (lock) => !lock)
    if (isSeen || listeners.signal.aborted) return
    const { jobs } = store.getSnapshot()
    const { title, body } = noticeOf(
      told.map(({ job }) => {
        const tracked = jobs.find(({ ref }) => sameJob(ref, job.ref))
        return { job, title: titleOf(tracked ?? { ref: job.ref, title: '' }, first.words) }
      }),
      first.words,
    )
    await show(title, { body, tag: `${key} ${jobKey(first.job.ref)}`, silent: true })
  }

  async function show(title: string, options: NotificationOptions): Promise<void> {
    try {
      const notification = new Notification(title, options)
      shown.add(notification)
      notification.onclose = () => shown.delete(notification)
      notification.onclick = () => {
        notification.close()
        window.focus()
        store.setOpen(true)
      }
    } catch {
      // Where only a service worker may, such as on Android; a click comes by its word.
      const worker = await registration()
      await worker?.showNotification(title, { ...options, data: { workerJobBox: key } })
    }
  }

  async function takeBack(): Promise<void> {
    for (const notification of shown) notification.close()
    shown.clear()
    const worker = await registration()
    for (const notification of (await worker?.getNotifications()) ?? []) {
      if (notification.tag.startsWith(`${key} `)) notification.close()
    }
  }

  const { signal } = listeners
  document.addEventListener('visibilitychange', onVisibility, { signal })
  // A page that is frozen or kept for the way back is no place for a lock.
  document.addEventListener('freeze', leave, { signal })
  document.addEventListener('resume', join, { signal })
  window.addEventListener('pagehide', leave, { signal })
  window.addEventListener('pageshow', join, { signal })
  workers()?.addEventListener(
    'message',
    ({ data }: MessageEvent<{ workerJobBox?: unknown } | null>) => {
      if (data?.workerJobBox === key) store.setOpen(true)
    },
    { signal },
  )
  join()

  return {
    tell(job, words) {
      ended.push({ job, words })
      timer ??= setTimeout(() => {
        say().catch(() => undefined)
      }, BATCH_MS)
    },
    close() {
      listeners.abort()
      clearTimeout(timer)
      leave()
      takeBack().catch(() => undefined)
    },
  }
}

/** Holds a lock, once it is free, until the returned function is called. */
function hold(name: string, mode: LockMode, onHeld?: () => void): () => void {
  const { signal, abort } = abortable()
  navigator.locks
    .request(name, { mode, signal }, () => {
      if (signal.aborted) return
      onHeld?.()
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve()
        })
      })
    })
    .catch(() => undefined)
  return abort
}

function abortable() {
  const controller = new AbortController()
  const abort = () => {
    controller.abort()
  }
  return { signal: controller.signal, abort }
}

const workers = () => (navigator as Partial<Navigator>).serviceWorker
const registration = () =>
  workers()
    ?.getRegistration()
    .catch(() => undefined)
