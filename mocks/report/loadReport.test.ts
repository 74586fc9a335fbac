import { expect, test } from 'vitest'
import { loadReport } from './loadReport'
import type { LoadCount } from './measureLoad'

const JOBS = { videos: 3, excel: 2 }

function count(overrides: Partial<LoadCount>): LoadCount {
  return {
    strategy: 'db',
    intervalMs: 1_000,
    minutes: 10,
    requests: 3_000,
    selectsInProgress: 3_000,
    requestsAtEnd: 20,
    selectsAtEnd: 10,
    redisCommands: 3_648,
    messages: 0,
    connections: 0,
    ...overrides,
  }
}

/** The cells of the rows that begin with `label`, table by table. */
function cellsOf(report: string, label: string): string[][] {
  return report
    .split('\n')
    .filter((line) => line.startsWith(`${label} `))
    .map((line) => line.slice(label.length).trim().split(/ {2,}/))
}

test('a row holds the counts of each duration, and how many times less than today', () => {
  const report = loadReport(
    [
      count({}),
      count({ minutes: 60, requests: 18_000, selectsInProgress: 18_000, redisCommands: 21_648 }),
      count({ strategy: 'cache', intervalMs: 2_500, requests: 1_200, selectsInProgress: 1_200 }),
      count({ strategy: 'cache', intervalMs: 2_500, minutes: 60, selectsInProgress: 0 }),
    ],
    JOBS,
  )
  const rowsOf = (label: string) => cellsOf(report, label).map((cells) => cells.join(' '))
  expect(rowsOf('db, 1 s (today)').slice(0, 2)).toEqual([
    '3,000 20 3,000 10 3,648 0 1',
    '18,000 20 18,000 10 21,648 0 1',
  ])
  expect(rowsOf('cache, 2.5 s').slice(0, 2)).toEqual([
    '1,200 20 1,200 10 3,648 0 2.5',
    '3,000 20 0 10 3,648 0 ∞',
  ])
})

test('no row of what was counted is too long for a terminal', () => {
  const most = count({
    ...{ strategy: 'redis-first-hardened', minutes: 60, requests: 18_000 },
    ...{ selectsInProgress: 18_000, redisCommands: 21_648, messages: 18_000 },
  })
  const [counted = ''] = loadReport([count({}), most, most], JOBS).split('ESTIMATES')
  expect(Math.max(...counted.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

test('estimates follow from the SELECTs a second of the longest run', () => {
  const second = { strategy: 'cache', intervalMs: 2_000 } as const
  const report = loadReport(
    [
      count({ selectsInProgress: 6_000 }),
      count({ minutes: 1, selectsInProgress: 1 }),
      count({ ...second, selectsInProgress: 500 }),
      count({ ...second, minutes: 1, selectsInProgress: 1 }),
    ],
    JOBS,
  )
  const counted = report.indexOf('Counted by')
  const estimated = report.indexOf('ESTIMATES')
  expect(counted).toBeGreaterThan(report.indexOf('in 10 minutes ─'))
  expect(estimated).toBeGreaterThan(counted)
  const estimates = report.slice(estimated)
  expect(estimates).toContain('computed from what was counted in 10 minutes')
  expect(cellsOf(estimates, 'db, 1 s (today)')[0]).toEqual([
    ...['100 %+', '100 %+', '40–80 %', '100', '10,000', '1,000,000'],
  ])
  expect(cellsOf(estimates, 'cache, 2 s')[0]).toEqual([
    ...['17 %', '8–13 %', '3–7 %', '8.33', '833', '83,300'],
  ])
})

test('requests, messages and connections follow from the longest run, too', () => {
  const push = count({
    ...{ strategy: 'push', intervalMs: 2_000, requests: 0, selectsInProgress: 0 },
    ...{ messages: 300, connections: 1 },
  })
  const report = loadReport([count({}), push], JOBS)
  expect(cellsOf(report, 'db, 1 s (today)').at(-1)).toEqual([
    ...['50', '5,000', '500,000', '0', '0', '0', '0', '0', '0'],
  ])
  expect(cellsOf(report, 'push').map((cells) => cells.join(' '))).toEqual([
    '0 20 0 10 3,648 300 ∞',
    '0 % 0 % 0 % 0 0 0',
    '0 0 0 5 500 50,000 10 1,000 100,000',
  ])
})

test.each([
  [3_000, ['100 %', '50–80 %', '20–40 %']],
  [4_500, ['100 %+', '75–100 %+', '30–60 %']],
  [10, ['<1 %', '<1 %', '<1 %']],
  [0, ['0 %', '0 %', '0 %']],
])('%i SELECTs in 10 minutes are estimated at %j', (selectsInProgress, cpu) => {
  const report = loadReport([count({ selectsInProgress })], JOBS)
  expect(cellsOf(report, 'db, 1 s (today)')[1]?.slice(0, 3)).toEqual(cpu)
})

test.each([
  [{ videos: 3, excel: 2 }, '3 videos and 2 Excel jobs'],
  [{ videos: 1, excel: 0 }, '1 video'],
  [{ videos: 0, excel: 1_000 }, '1,000 Excel jobs'],
])('tells of %j as "%s"', (jobs, words) => {
  const [title = ''] = loadReport([count({})], jobs).split('\n')
  expect(title).toBe(`What it costs the database when a page polls for ${words}`)
})
