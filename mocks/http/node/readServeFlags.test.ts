import { expect, test } from 'vitest'
import { readServeFlags } from './readServeFlags'

test('what is not given has a default', () => {
  expect(readServeFlags([])).toEqual({ help: false, port: 8787, tenant: 'academy', speed: 1 })
})

test('flags are read with a space or an equals sign', () => {
  const flags = { help: false, port: 0, tenant: 'other', speed: 0.5 }
  expect(readServeFlags(['--port', '0', '--tenant', ' other ', '--speed', '0.5'])).toEqual(flags)
  expect(readServeFlags(['--port=0', '--tenant=other', '--speed=.5'])).toEqual(flags)
  expect(readServeFlags(['--port=65535', '--speed=10000', '--help'])).toMatchObject({
    help: true,
    port: 65_535,
    speed: 10_000,
  })
})

const PORT = 'Pass a whole number from 0 to 65535'
const SPEED = 'Pass a number from 0 to 10000'

test.each([
  [['--port'], '--port has no value. Write one after it.'],
  [['--port', '--tenant', 'x'], '--port has no value. Write one after it.'],
  [['--port='], `--port is "". ${PORT}.`],
  [['--port', 'x'], `--port is "x". ${PORT}.`],
  [['--port', '-1'], `--port is "-1". ${PORT}.`],
  [['--port', '65536'], `--port is "65536". ${PORT}.`],
  [['--port', '80.5'], `--port is "80.5". ${PORT}.`],
  [['--port', '0x50'], `--port is "0x50". ${PORT}.`],
  [['--speed', '-1'], `--speed is "-1". ${SPEED}.`],
  [['--speed', '10001'], `--speed is "10001". ${SPEED}.`],
  [['--speed', 'Infinity'], `--speed is "Infinity". ${SPEED}.`],
  [['--speed', ''], `--speed is "". ${SPEED}.`],
  [['--speed', '.'], `--speed is ".". ${SPEED}.`],
  [['--tenant', ' '], '--tenant is blank. Pass a tenant code.'],
  [['--tenant', '학원'], '--tenant is "학원". Pass a code that a header can carry.'],
  [['--tenant'], '--tenant has no value. Write one after it.'],
  [['--help=yes'], '--help is "yes". Leave its value out.'],
  [['--prot', '1'], '"--prot" is no flag. See --help.'],
  [['-p', '1'], '"-p" is no flag. See --help.'],
  [['8787'], '"8787" is no flag. See --help.'],
])('%j is refused in one line', (args, why) => {
  expect(() => readServeFlags(args)).toThrow(new RangeError(`Failed to start the mock: ${why}`))
})
