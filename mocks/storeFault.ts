/** How a store behaves: it answers, rejects everything, or answers `SLOW_MS` late. */
export type StoreFault = 'up' | 'down' | 'slow'

/** What a slow store adds to each command, in milliseconds. */
export const SLOW_MS = 500

export class StoreDownError extends Error {
  override readonly name = 'StoreDownError'
  constructor(store: 'Redis' | 'database') {
    super(`Failed to reach the ${store}: it is down.`)
  }
}

/**
 * Runs one command under a fault. A slow store has done its work when the wait begins: it is the
 * answer that comes late, so that whoever gives up waiting has not undone anything.
 */
export async function underFault<T>(
  store: 'Redis' | 'database',
  fault: StoreFault,
  wait: (ms: number) => Promise<void>,
  command: () => Promise<T>,
): Promise<T> {
  switch (fault) {
    case 'up':
      return command()
    case 'down':
      throw new StoreDownError(store)
    case 'slow': {
      const answer = await command()
      await wait(SLOW_MS)
      return answer
    }
  }
}
