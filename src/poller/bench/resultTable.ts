import { textTable } from '../../../mocks/report/textTable'
import type { Contender } from './contenders'
import type { Sample } from './measure'

/** All that was measured of one contender with so many jobs. */
export type Result = { jobs: number; contender: Contender; samples: readonly Sample[] }

/** The table that the command prints: medians, and how they compare with a plain `useQuery`. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map((result) => ({ ...result, ...medians(result.samples) }))
  type Row = (typeof rows)[number]
  const other = (row: Row, name: Contender) =>
    rows.find(({ jobs, contender }) => jobs === row.jobs && contender === name)
  const column = (header: string, cell: (row: Row, index: number) => string) => ({
    header,
    cells: rows.map(cell),
  })
  const ratio = (value: keyof Medians, name: Contender) => (row: Row) => {
    const reference = other(row, name)
    return reference ? (row[value] / reference[value]).toFixed(2) : ''
  }

  return textTable([
    {
      title: '',
      columns: [
        column('jobs', ({ jobs }, index) => (rows[index - 1]?.jobs === jobs ? '' : String(jobs))),
        column('followed by', ({ contender }) => contender),
      ],
    },
    {
      title: 'a minute',
      columns: [
        column('answers', ({ answers }) => answers.toFixed(0)),
        column('commits', ({ commits }) => commits.toFixed(0)),
        column('main\nthread\nms', ({ task }) => task.toFixed(0)),
        column('scripts\nms', ({ script }) => script.toFixed(0)),
        column('× useQuery', ratio('task', 'useQuery')),
      ],
    },
    {
      title: 'an answer',
      columns: [
        column('rows\nrendered', ({ rendersEach }) => rendersEach.toFixed(2)),
        column('main\nthread\nµs', ({ taskEach }) => (taskEach * 1_000).toFixed(0)),
        column('× useQuery', ratio('taskEach', 'useQuery')),
        column('× useQuery,\nour pace', ratio('taskEach', 'useQuery, our pace')),
      ],
    },
  ])
}

type Medians = ReturnType<typeof medians>

function medians(samples: readonly Sample[]) {
  const of = (value: (sample: Sample) => number) => median(samples.map(value))
  return {
    answers: of(({ answers, seconds }) => (answers * 60) / seconds),
    commits: of(({ commits, seconds }) => (commits * 60) / seconds),
    task: of(({ taskMs, seconds }) => (taskMs * 60) / seconds),
    script: of(({ scriptMs, seconds }) => (scriptMs * 60) / seconds),
    taskEach: of(({ taskMs, answers }) => taskMs / answers),
    rendersEach: of(({ renders, answers }) => renders / answers),
  }
}

/** Of an even number of values: the middle of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2
}
