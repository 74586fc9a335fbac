export type Network = ReturnType<typeof createNetwork>

/**
 * The page's connection, which can be cut for what is sent through its `fetch` and for nothing
 * else: as when a cable is pulled, the browser says that it is offline, and requests fail, those
 * under way too.
 */
export function createNetwork(send: typeof fetch) {
  let offline = false
  const listeners = new Set<() => void>()
  const underWay = new Set<() => void>()

  const cut = () => new TypeError('Failed to fetch: the page is offline.')

  const through: typeof fetch = (input, init) =>
    new Promise((resolve, reject) => {
      const fail = () => {
        reject(cut())
      }
      if (offline) {
        fail()
        return
      }
      underWay.add(fail)
      send(input, init)
        .then(resolve, reject)
        .finally(() => underWay.delete(fail))
    })

  return {
    fetch: through,
    isOffline: () => offline,

    setOffline: (next: boolean) => {
      if (next === offline) return
      offline = next
      if (offline) {
        Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })
        for (const fail of underWay) fail()
      } else {
        // The browser's own, which stands on the prototype, shows again.
        Reflect.deleteProperty(navigator, 'onLine')
      }
      window.dispatchEvent(new Event(offline ? 'offline' : 'online'))
      for (const listener of [...listeners]) listener()
    },

    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
