import type { TabHost, Tabs } from './joinTabs'

/** The tabs of one client scope, as far as this page takes part. */
export type TabGroup = {
  /** Whether this tab asks; else another one does, and tells. */
  asks(): boolean
  /** One more, or one less, wish of this page: it takes part while it has any. */
  enter(): void
  exit(): void
  /** What to tell the others; null while there are none. */
  tabs(): Tabs | null
}

/** Whether this browser lets tabs agree on one that asks. */
const canShare = () =>
  typeof BroadcastChannel === 'function' && typeof navigator === 'object' && 'locks' in navigator

/** `shares`: whether the tabs are to share; where they do not, or cannot, each asks for itself. */
export function createTabGroup(
  name: string,
  shares: boolean,
  host: Omit<TabHost, 'setAsks'>,
  /** Called when it is another tab's turn to ask, or this one's. */
  onTurn: () => void,
): TabGroup {
  let wishes = 0
  let tabs: Tabs | null = null
  let asks = !shares || !canShare()
  const isAlone = asks

  function setAsks(now: boolean): void {
    if (asks === now) return
    asks = now
    onTurn()
  }

  async function join(): Promise<void> {
    try {
      const { joinTabs } = await import('./joinTabs')
      if (wishes > 0) tabs ??= joinTabs(name, { ...host, setAsks })
    } catch {
      // No chunk, no channel, no locks: as if there were no other tab.
      setAsks(true)
    }
  }

  return {
    asks: () => asks,
    enter() {
      if (wishes++ === 0 && !isAlone) void join()
    },
    exit() {
      if (--wishes > 0 || isAlone) return
      tabs?.leave()
      tabs = null
      asks = false
    },
    tabs: () => tabs,
  }
}
