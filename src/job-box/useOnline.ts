import { useSyncExternalStore } from 'react'
import { readSurroundings, subscribeSurroundings } from '../poller/surroundings'

/** Whether the browser has a connection at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    subscribeSurroundings,
    () => readSurroundings().online,
    () => true,
  )
}
