import { expect, vi } from 'vitest'
import type { Tab } from './openTab'
import type { Recorded } from './recordScreen'
import type { Asked } from './serveSite'

/** What a slow machine may add to a time. */
export const SLACK_MS = 900

/** Expects requests 2 s apart, none left out, and the final fetch right behind the first end. */
export function expectCadence(asked: readonly Asked[]): void {
  asked.slice(1).forEach(({ at }, index) => {
    const before = asked[index]
    if (!before) return
    const gap = at - before.at
    if (before.terminal) {
      expect(gap, 'the final fetch follows at once').toBeLessThan(1_000)
    } else {
      expect(gap).toBeGreaterThan(1_400)
      expect(gap).toBeLessThan(3_700)
    }
  })
}

/** Expects that the job was always as far as before or further. */
export function expectRising({ sights }: Recorded): void {
  const percents = sights.map(({ percent }) => percent).filter((percent) => percent !== null)
  expect(percents).toEqual(percents.toSorted((a, b) => a - b))
}

/** Which tabs asked, in the order in which they took turns. */
export function turns(asked: readonly Asked[]): string[] {
  return asked.map(({ tab }) => tab).filter((tab, index, all) => tab !== all[index - 1])
}

/** Expects that the tabs show the same; one may be a moment behind. */
export async function expectSame(...tabs: Tab[]): Promise<void> {
  const same = async () => {
    const shown = await Promise.all(tabs.map(async (tab) => (await tab.recorded()).sights.at(-1)))
    const words = shown.map((sight) => `${sight?.word ?? ''} ${sight?.percent ?? ''}`)
    expect(new Set(words).size, words.join(', ')).toBe(1)
  }
  await vi.waitFor(same, { timeout: 3 * SLACK_MS })
}
