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
