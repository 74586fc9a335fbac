import { expect, it } from 'vitest'
import { resultTable } from './resultTable'

const sample = (answers: number, taskMs: number) => ({
  seconds: 6,
  answers,
  commits: answers,
  renders: answers,
  taskMs,
  scriptMs: taskMs / 2,
})

it('scales to a minute, takes medians, and compares with useQuery', () => {
  const table = resultTable([
    { jobs: 50, contender: 'ours', samples: [sample(60, 90), sample(60, 30), sample(60, 60)] },
    { jobs: 50, contender: 'useQuery', samples: [sample(150, 80), sample(150, 100)] },
  ])
  const cells = table.split('\n').map((line) => line.split(/\s{2,}/))
  expect(cells.find((row) => row[1] === 'ours')).toEqual(
    // 60 ms for 60 answers in 6 s.
    ['50', 'ours', '600', '600', '600', '300', '0.67', '1.00', '1000', '1.67'],
  )
  expect(cells.find((row) => row[1] === 'useQuery')).toEqual([
    '',
    'useQuery',
    '1500',
    '1500',
    '900',
    '450',
    '1.00',
    '1.00',
    '600',
    '1.00',
  ])
})
