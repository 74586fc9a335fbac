import { expect, it } from 'vitest'
import { readFlags } from './readFlags'

it('fills the box and watches it for 10 s, unless told otherwise', () => {
  expect(readFlags([])).toEqual({ help: false, jobs: 200, seconds: 10, openings: 9 })
  expect(readFlags(['--jobs', '20', '--seconds=1', '--openings', '2'])).toEqual({
    help: false,
    jobs: 20,
    seconds: 1,
    openings: 2,
  })
})

it('takes no more jobs than the list holds', () => {
  expect(() => readFlags(['--jobs', '201'])).toThrow(
    new RangeError(
      'Failed to benchmark the box: --jobs is "201". Pass a whole number from 1 to 200.',
    ),
  )
})
