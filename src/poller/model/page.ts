import { notifyManager } from '@tanstack/react-query'
import { vi } from 'vitest'
import type { PageEvent } from './Log'

let page = { visible: true, online: true }

/**
 * Prepares a test file for `runHistory`: fake timers, a page that can be hidden and taken offline,
 * and React without `act`, whose every call waits for real. Returns what undoes it.
 */
export function prepareForHistories(): () => void {
  notifyManager.setScheduler(queueMicrotask)
  const act = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
  const before = act.IS_REACT_ACT_ENVIRONMENT
  act.IS_REACT_ACT_ENVIRONMENT = false
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (page.visible ? 'visible' : 'hidden'),
  })
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !page.visible })
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => page.online })
  return () => {
    Reflect.deleteProperty(document, 'visibilityState')
    Reflect.deleteProperty(document, 'hidden')
    Reflect.deleteProperty(navigator, 'onLine')
    vi.useRealTimers()
    if (before !== undefined) act.IS_REACT_ACT_ENVIRONMENT = before
  }
}

/** The page loads. */
export function loadPage({ hidden, offline }: { hidden: boolean; offline: boolean }): void {
  page = { visible: !hidden, online: !offline }
}

/** Whether something may happen to the page as it is: no hidden one is hidden. */
export function canHappen(event: PageEvent): boolean {
  switch (event) {
    case 'hidden':
    case 'restored':
      return page.visible
    case 'shown':
      return !page.visible
    case 'offline':
      return page.online
    case 'online':
      return !page.online
    case 'left':
    case 'frozen':
    case 'thawed':
      return true
  }
}

/** Does to the page what a browser does. */
export function happen(event: PageEvent): void {
  switch (event) {
    case 'hidden':
    case 'shown':
      page.visible = event === 'shown'
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      return
    case 'left':
    case 'restored': {
      const type = event === 'left' ? 'pagehide' : 'pageshow'
      window.dispatchEvent(Object.assign(new Event(type), { persisted: true }))
      return
    }
    case 'frozen':
    case 'thawed':
      document.dispatchEvent(new Event(event === 'frozen' ? 'freeze' : 'resume'))
      return
    case 'offline':
    case 'online':
      page.online = event === 'online'
      window.dispatchEvent(new Event(event))
  }
}
