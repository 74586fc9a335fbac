import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from './random'

const numbers = (seed: number) => {
  const random = createRandom(seed)
  return Array.from({ length: 5 }, () => random.next())
}

test('a seed gives its own sequence, always the same', () => {
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
})

test('it goes on from a saved state', () => {
  const random = createRandom(7)
  random.next()
  const other = createRandom(random.state())
  expect(other.next()).toBe(random.next())
})

test('whole numbers lie within their bounds, both included', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -5, max: 5 }), fc.nat(5), (seed, min, span) => {
      const value = createRandom(seed).integer(min, min + span)
      expect(value).toBeGreaterThanOrEqual(min)
      expect(value).toBeLessThanOrEqual(min + span)
    }),
  )
})

test('hexadecimal texts have the length asked', () => {
  expect(createRandom(1).hex(8)).toMatch(/^[0-9a-f]{8}$/)
})
