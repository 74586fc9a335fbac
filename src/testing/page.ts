import { act } from '@testing-library/react'
import { vi } from 'vitest'

/** Hides or shows the page, as the browser does when the tab changes. */
export async function setVisible(visible: boolean): Promise<void> {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden')
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    await vi.advanceTimersByTimeAsync(0)
  })
}

/** Takes the page off or back on the network. */
export async function setOnline(online: boolean): Promise<void> {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(online)
  await act(async () => {
    window.dispatchEvent(new Event(online ? 'online' : 'offline'))
    await vi.advanceTimersByTimeAsync(0)
  })
}

/** Leaves the page for another one (`pagehide`), or brings it back from the back/forward cache. */
export function goThroughCache(event: 'pagehide' | 'pageshow'): void {
  act(() => {
    window.dispatchEvent(new PageTransitionEvent(event, { persisted: true }))
  })
}
