import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDueQueue } from './dueQueue'

test('what is due first comes first, as last put, and in the order of putting at one time', () => {
  const changes = fc.array(
    fc.tuple(fc.nat(9), fc.option(fc.nat(20), { nil: undefined, freq: 4 })),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(changes, (puts) => {
      const queue = createDueQueue<number>()
      const expected = new Map<number, number>()
      for (const [item, at] of puts) {
        queue.put(item, at)
        expected.delete(item)
        if (at !== undefined) expected.set(item, at)
      }
      const drained: [number, number][] = []
      for (let first = queue.first(); first; first = queue.first()) {
        drained.push([first.item, first.at])
        queue.put(first.item, undefined)
      }
      expect(drained).toEqual([...expected].sort(([, a], [, b]) => a - b))
    }),
  )
})

test('what is cleared is empty', () => {
  const queue = createDueQueue<string>()
  queue.put('a', 1)
  queue.clear()
  expect(queue.first()).toBeUndefined()
})
