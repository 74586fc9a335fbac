import type { SharedState, TakeTurns } from '../backend/turns'
import type { SnapshotStore } from './snapshotStore'

/** Runs its work while nobody else who takes the same lock runs theirs. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Turns for backends that share one stored state, as the tabs of a browser do: each turn takes the
 * lock, loads what another has written since, and saves what it has changed itself. Stored data
 * that is no state of this version is dropped. Where nothing can be stored the state is the page's own.
 */
export function createSharedTurns(
  store: SnapshotStore,
  lock: Lock,
): (state: SharedState) => TakeTurns {
  return (state) => {
    let known = 0

    async function loadNewer(): Promise<void> {
      const stored = await store.revision()
      if (stored === known) return
      state.load(await store.read())
      known = stored
    }

    async function saveChanged(): Promise<void> {
      if (!state.takeChanged()) return
      await store.write(known + 1, state.save())
      known++
    }

    return (work) =>
      lock(async () => {
        await loadNewer().catch(ignore)
        try {
          return await work()
        } finally {
          await saveChanged().catch(ignore)
        }
      })
  }
}

const ignore = () => undefined
