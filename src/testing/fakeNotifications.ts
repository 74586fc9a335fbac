import { vi } from 'vitest'

/** Notifications and the locks of a page that is the only one, for a test; `permission` may change. */
export function fakeNotifications(permission: NotificationPermission = 'default') {
  const held = new Map<string, number>()
  const request = async (
    name: string,
    { ifAvailable }: LockOptions,
    granted: (lock: object | null) => unknown,
  ) => {
    if (ifAvailable && held.has(name)) return granted(null)
    held.set(name, (held.get(name) ?? 0) + 1)
    const outcome = await granted({})
    const left = (held.get(name) ?? 0) - 1
    if (left > 0) held.set(name, left)
    else held.delete(name)
    return outcome
  }
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })

  const state = {
    /** What a person answers who is asked. */
    answer: 'granted' as NotificationPermission,
    asked: 0,
    /** As on Android, where only a service worker may. */
    refusesConstructor: false,
    shown: [] as FakeNotification[],
  }
  class FakeNotification {
    static permission = permission
    static requestPermission() {
      state.asked += 1
      FakeNotification.permission = state.answer
      return Promise.resolve(state.answer)
    }
    onclick: (() => void) | null = null
    isClosed = false
    title: string
    options: NotificationOptions
    constructor(title: string, options: NotificationOptions) {
      if (state.refusesConstructor) throw new TypeError('Illegal constructor.')
      this.title = title
      this.options = options
      state.shown.push(this)
    }
    close() {
      this.isClosed = true
    }
  }
  vi.stubGlobal('Notification', FakeNotification)
  // There are no other tabs, so the poller need not look for them.
  vi.stubGlobal('BroadcastChannel', undefined)

  return Object.assign(state, {
    restore() {
      vi.unstubAllGlobals()
      Reflect.deleteProperty(navigator, 'locks')
    },
  })
}
