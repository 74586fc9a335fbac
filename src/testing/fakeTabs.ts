import { vi } from 'vitest'

type Waiting = { start: () => void; signal: AbortSignal | undefined }

/**
 * Web Locks and BroadcastChannel for a test in which several "tabs" live in one page. What browsers
 * do asynchronously takes a microtask here.
 */
export function fakeTabs() {
  const held = new Map<string, { lose: () => void }>()
  const queues = new Map<string, Waiting[]>()
  const channels = new Set<FakeChannel>()

  const request = (name: string, options: LockOptions, granted: () => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const abort = () => {
        reject(new DOMException('Aborted', 'AbortError'))
      }
      const queue = queues.get(name) ?? []
      queues.set(name, queue)
      const next = () => {
        held.delete(name)
        queue.shift()?.start()
      }
      const start = () => {
        const mine = { lose: abort }
        held.set(name, mine)
        const over = () => {
          if (held.get(name) === mine) next()
        }
        void Promise.resolve().then(granted).then(resolve, reject).finally(over)
      }
      const { signal, steal } = options
      if (signal?.aborted) abort()
      else if (steal) {
        held.get(name)?.lose()
        start()
      } else if (held.has(name)) {
        const waiting = { start, signal }
        queue.push(waiting)
        signal?.addEventListener('abort', () => {
          if (!queue.includes(waiting)) return
          queue.splice(queue.indexOf(waiting), 1)
          abort()
        })
      } else start()
    })

  class FakeChannel {
    onmessage: ((event: { data: unknown }) => void) | null = null
    isDeaf = false
    name: string
    constructor(name: string) {
      this.name = name
      channels.add(this)
    }
    postMessage(message: unknown): void {
      const data = structuredClone(message)
      for (const other of channels) {
        if (other === this || other.name !== this.name) continue
        void Promise.resolve().then(() => {
          if (!other.isDeaf && channels.has(other)) other.onmessage?.({ data })
        })
      }
    }
    close(): void {
      channels.delete(this)
    }
  }

  const query = () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })) })
  vi.stubGlobal('BroadcastChannel', FakeChannel)
  Object.defineProperty(navigator, 'locks', { value: { request, query }, configurable: true })

  return {
    /** The channels that are open, in the order of opening. */
    channels: () => [...channels],
    locks: () => [...held.keys()],
    /** As in a frame that may not use them. */
    refuseLocks() {
      const refused = () => Promise.reject(new DOMException('Not here', 'SecurityError'))
      Object.assign(navigator.locks, { request: refused, query: refused })
    },
    restore() {
      vi.unstubAllGlobals()
      Reflect.deleteProperty(navigator, 'locks')
    },
  }
}
