import { notifyManager } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

// Fake timers take setTimeout(0) as 1 ms, so that a test would see every answer a millisecond late.
notifyManager.setScheduler(queueMicrotask)

/** Gives each test of a file fake timers and an empty storage. Default: it is now. */
export function withFakeTimers(now?: number): void {
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers(now === undefined ? {} : { now })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Lets time pass under fake timers, with what is due in it, and what follows from that rendered. */
export const pass = (ms: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms)
    // An answer takes a few turns of the event loop to be read.
    for (let turn = 0; turn < 20; turn++) await vi.advanceTimersByTimeAsync(0)
  })
