import { expect, it } from 'vitest'
import { readFlags } from './readFlags'

it('reads what is given, and has defaults', () => {
  expect(readFlags([])).toEqual({ help: false, runs: 100_000, seed: null })
  expect(readFlags(['--runs', '5', '--seed=0'])).toEqual({ help: false, runs: 5, seed: 0 })
  expect(readFlags(['--help'])).toMatchObject({ help: true })
})

it.each([
  [['--runs', '0'], '--runs is "0". Pass a whole number from 1 to 100000000.'],
  [['--runs', '1e3'], '--runs is "1e3". Pass a whole number from 1 to 100000000.'],
  [['--runs'], '--runs has no value. Pass a whole number from 1 to 100000000.'],
  [['--seed=-1'], '--seed is "-1". Pass a whole number from 0 to 2147483647.'],
  [['--seed=x'], '--seed is "x". Pass a whole number from 0 to 2147483647.'],
  [['--cores', '2'], '"--cores" is no flag. See --help.'],
  [['7'], '"7" is no flag. See --help.'],
])('refuses %j', (args, why) => {
  expect(() => readFlags(args)).toThrow(new RangeError(`Failed to run the model test: ${why}`))
})
