import { expect, test } from 'vitest'
import { readFlags } from './readFlags'

const DEFAULTS = { help: false, json: false, videos: 3, excel: 2, minutes: [10, 60] }

test('what is not given has a default', () => {
  expect(readFlags([])).toEqual(DEFAULTS)
})

test.each([
  [['--json'], { json: true }],
  [['--help'], { help: true }],
  [['--videos', '0'], { videos: 0 }],
  [['--videos=1000', '--excel', '0'], { videos: 1_000, excel: 0 }],
  [['--minutes', '1, 1440'], { minutes: [1, 1_440] }],
])('takes %j', (args, given) => {
  expect(readFlags(args)).toEqual({ ...DEFAULTS, ...given })
})

test('measures a duration once, however often it is named', () => {
  expect(readFlags(['--minutes', '60,10,60']).minutes).toEqual([60, 10])
})

const JOBS = 'Pass a whole number from 0 to 1000.'
const MINUTES = 'Pass whole numbers from 1 to 1440 with commas between them.'

test.each([
  [['--videos', '1001'], `--videos is "1001". ${JOBS}`],
  [['--videos', '-1'], `--videos is "-1". ${JOBS}`],
  [['--videos', '1.5'], `--videos is "1.5". ${JOBS}`],
  [['--excel', ''], `--excel is "". ${JOBS}`],
  [['--excel', 'two\nlines'], `--excel is "two\\nlines". ${JOBS}`],
  [['--excel'], `--excel has no value. ${JOBS}`],
  [
    ['--videos', '0', '--excel', '0'],
    '--videos and --excel are both 0. Give at least one of them a job to watch.',
  ],
  [['--minutes', '0'], `--minutes is "0". ${MINUTES}`],
  [['--minutes', '10,1441'], `--minutes is "10,1441". ${MINUTES}`],
  [['--minutes', '10,,60'], `--minutes is "10,,60". ${MINUTES}`],
  [['--minutes', '--json'], `--minutes is "--json". ${MINUTES}`],
  [['--minutes'], `--minutes has no value. ${MINUTES}`],
  [['--json=yes'], '--json is "yes". Leave its value out.'],
  [['--minute', '10'], '"--minute" is no flag. See --help.'],
  [['-x'], '"-x" is no flag. See --help.'],
  [['10'], '"10" is no flag. See --help.'],
])('refuses %j', (args, complaint) => {
  expect(() => readFlags(args)).toThrow(new RangeError(`Failed to report the load: ${complaint}`))
})
