import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tell of [...listeners]) tell()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/**
 * What `derive` makes of the time, looked at each second; renders again only when that changes.
 * `derive` answers text or null.
 */
export function useClock<T extends string | null>(derive: (now: number) => T): T {
  const read = () => derive(Date.now())
  return useSyncExternalStore(subscribe, read, read)
}
