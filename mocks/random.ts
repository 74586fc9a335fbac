/** A seeded source of numbers: the same seed gives the same sequence, on every machine. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** `length` hexadecimal digits. */
  hex(length: number): string
  /** What `createRandom` takes to go on from here. */
  state(): number
}

const GOLDEN = 0x9e3779b9

/** SplitMix32: one 32-bit counter is all its state. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + GOLDEN) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    hex: (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join(''),
    state: () => state,
  }
}
