import { expect, it } from 'vitest'
import { readFlags } from './readFlags'

it('compares 5, 50 and 200 jobs, twice for 4 s each, unless told otherwise', () => {
  expect(readFlags([])).toEqual({ help: false, jobs: [5, 50, 200], seconds: 4, rounds: 2 })
  expect(readFlags(['--jobs', '7,7,30', '--seconds=10', '--rounds', '1'])).toEqual({
    help: false,
    jobs: [7, 30],
    seconds: 10,
    rounds: 1,
  })
})

it.each([
  [['--jobs'], '--jobs has no value. Pass whole numbers from 1 to 1000 with commas between them'],
  [['--jobs', '5,'], '--jobs is "5,". Pass whole numbers from 1 to 1000 with commas between them'],
  [['--jobs', '0'], '--jobs is "0". Pass whole numbers from 1 to 1000 with commas between them'],
  [['--seconds', '5'], '--seconds is "5". Pass an even number'],
  [['--seconds', '182'], '--seconds is "182". Pass a whole number from 2 to 180'],
  [['--rounds', '1.5'], '--rounds is "1.5". Pass a whole number from 1 to 50'],
  [['--help=no'], '--help is "no". Leave its value out'],
  [['--job', '5'], '"--job" is no flag. See --help'],
  [['50'], '"50" is no flag. See --help'],
])('refuses %j in one line', (args, complaint) => {
  expect(() => readFlags(args)).toThrow(
    new RangeError(`Failed to benchmark the poller: ${complaint}.`),
  )
})
