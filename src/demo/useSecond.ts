import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void) => {
  const timer = setInterval(listener, 1000)
  return () => {
    clearInterval(timer)
  }
}

/** The time in epoch ms, a whole second; renders again at each. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 1000) * 1000)
}

/**
 * By how many seconds the computer's clock has got ahead of the page's own, by which animations run:
 * it was set, or the computer slept. Looked at once a second.
 */
export function useDrift(): number {
  return useSyncExternalStore(subscribe, () =>
    Math.round((Date.now() - performance.timeOrigin - performance.now()) / 1000),
  )
}
