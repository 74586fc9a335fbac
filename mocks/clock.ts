/** Tells the time, in epoch milliseconds. */
export interface Clock {
  now(): number
}

/** Real waiting: what a slow store or a slow API costs its caller. */
export interface Timers {
  /** Calls back once, after `ms` milliseconds. The function it returns cancels that. */
  after(ms: number, callback: () => void): () => void
}

/** The machine's clock. `Date.now` is looked up at each call, so that fake timers reach it. */
export const wallClock: Clock = { now: () => Date.now() }

/** The machine's timers, looked up at each call. */
export const wallTimers: Timers = {
  after(ms, callback) {
    const handle = setTimeout(callback, ms)
    return () => {
      clearTimeout(handle)
    }
  },
}

/** Where a mock clock stood (`base`, mock time) when the wall clock read `anchor`. */
export interface MockClockState {
  base: number
  anchor: number
  speed: number
}

/** A clock that can be moved forward, sped up and stopped. */
export interface MockClock extends Clock {
  /** Forward by `ms` milliseconds of mock time. */
  advance(ms: number): void
  /** How many times as fast as the wall clock it runs; 0: it stands still. */
  readonly speed: number
  setSpeed(speed: number): void
  save(): MockClockState
  load(state: MockClockState): void
}

/** Starts at the wall clock's time. */
export function createMockClock(wall: Clock, speed = 1): MockClock {
  let state: MockClockState = { base: wall.now(), anchor: wall.now(), speed }
  const exact = () => state.base + (wall.now() - state.anchor) * state.speed
  return {
    now: () => Math.floor(exact()),
    advance(ms) {
      state = { ...state, base: state.base + ms }
    },
    get speed() {
      return state.speed
    },
    setSpeed(next) {
      state = { base: exact(), anchor: wall.now(), speed: next }
    },
    save: () => ({ ...state }),
    load(saved) {
      state = { ...saved }
    },
  }
}
