import { act } from '@testing-library/react'
import { vi } from 'vitest'

// Taken before any test fakes it: a turn of the event loop that takes no time on the fake clock.
const { setImmediate: turn } = globalThis

/** A response takes a few turns to be read, a long one more. */
const TURNS = 4

/** Lets what is due by `run` happen, with what follows from it rendered. */
export const doNow = (run: () => void) =>
  act(async () => {
    run()
    for (let turns = 0; turns < TURNS; turns++) await new Promise((resolve) => turn(resolve))
  })

/** Goes to the moment at which the next timer is due; false if there is none. */
export async function goToNextTimer(): Promise<boolean> {
  if (vi.getTimerCount() === 0) return false
  await doNow(() => vi.advanceTimersToNextTimer())
  return true
}
