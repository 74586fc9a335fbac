import type { Push } from './createHub'
import type { JobName, ServerMessage } from './messages'

/** Lets all happen that needs no time. */
export const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A client in this process, and what it was told. */
export function connectTo(backend: Push, tenant: string | null = null) {
  const texts: string[] = []
  const state = { dropped: false }
  const socket = backend.connect({
    tenant,
    send: (text) => texts.push(text),
    drop: () => {
      state.dropped = true
    },
  })
  const say = async (message: unknown) => {
    socket.receive(typeof message === 'string' ? message : JSON.stringify(message))
    await settle()
  }
  return {
    state,
    close: () => {
      socket.close()
    },
    receive: (data: unknown) => {
      socket.receive(data)
    },
    say,
    subscribe: (...jobs: JobName[]) => say({ type: 'subscribe', jobs }),
    unsubscribe: (...jobs: JobName[]) => say({ type: 'unsubscribe', jobs }),
    ping: () => say({ type: 'ping' }),
    /** The texts since this was last asked. */
    texts: () => texts.splice(0),
    /** The messages since this was last asked. */
    heard: () => texts.splice(0).map((text) => JSON.parse(text) as ServerMessage),
  }
}
