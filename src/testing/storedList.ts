import { afterEach, beforeEach, vi } from 'vitest'
import { createJobClient } from '../api/jobClient'
import { createJobBoxStore, type JobBoxStore } from '../job-box/createJobBoxStore'

/** Whose list it is. */
export const client = createJobClient({ tenant: 'academy', scope: 'kim' })

const excel = (id: string) => ({ kind: 'excel' as const, id, title: `${id}.xlsx` })
/** Jobs to put into it. */
export const [a, b, c] = [excel('a'), excel('b'), excel('c')]

export const good = {
  state: 'succeeded',
  result: { type: 'lectureImport', enrolled: 2, createdStudents: 1 },
} as const

export const ids = (store: JobBoxStore) => store.getSnapshot().jobs.map(({ ref }) => ref.id)

/** A page that was loaded again. */
export const reload = () => createJobBoxStore(client)

const leaving: (() => void)[] = []

/** A page that shows its list, until the test is over. */
export function shown(listener: () => void = () => undefined): JobBoxStore {
  const store = reload()
  leaving.push(store.subscribe(listener))
  return store
}

/** As the browser does when another tab has written. */
export function tellOfStorage(): void {
  const [key = ''] = Object.keys(localStorage)
  const newValue = localStorage.getItem(key)
  window.dispatchEvent(new StorageEvent('storage', { key: key || null, newValue }))
}

/** Begins each test with an empty storage, and a clock that stands still. */
export function withEmptyStorage(): void {
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers({ now: 1_000_000 })
  })
  afterEach(() => {
    for (const leave of leaving.splice(0)) leave()
    vi.useRealTimers()
  })
}
