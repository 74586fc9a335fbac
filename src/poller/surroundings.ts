import { useSyncExternalStore } from 'react'
import type { Surroundings } from './policy'

/** What the browser tells; the rest of the surroundings is the poller's own. */
type Page = Pick<Surroundings, 'visible' | 'online' | 'returns'>

const listeners = new Set<() => void>()
let current: Page = { visible: true, online: true, returns: 0 }

/**
 * What the page is like right now, as an object that stays the same while nothing changes. Read
 * from the browser at each call, so that a page that was hidden or offline from the start is known
 * to be. On a server: visible and online.
 */
export function readSurroundings(): Page {
  const visible = typeof document === 'undefined' || document.visibilityState !== 'hidden'
  const online =
    typeof navigator === 'undefined' || (navigator as Partial<Navigator>).onLine !== false
  if (visible !== current.visible || online !== current.online) {
    const returned = (visible && !current.visible) || (online && !current.online)
    current = { visible, online, returns: current.returns + (returned ? 1 : 0) }
  }
  return current
}

function tell(): void {
  for (const listener of [...listeners]) listener()
}

/** A page out of the back/forward cache was visible when it went in: only this event tells. */
function onPageShow(event: PageTransitionEvent): void {
  if (event.persisted) current = { ...current, returns: current.returns + 1 }
  tell()
}

/** Calls `listener` when the page is shown, hidden, restored, or goes on- or offline. */
export function subscribeSurroundings(listener: () => void): () => void {
  if (listeners.size === 0) {
    document.addEventListener('visibilitychange', tell)
    window.addEventListener('online', tell)
    window.addEventListener('offline', tell)
    window.addEventListener('pageshow', onPageShow)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    document.removeEventListener('visibilitychange', tell)
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
    window.removeEventListener('pageshow', onPageShow)
  }
}

/** Whether the browser has a connection at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    subscribeSurroundings,
    () => readSurroundings().online,
    () => true,
  )
}
