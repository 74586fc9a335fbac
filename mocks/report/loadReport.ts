import type { LoadCount } from './measureLoad'
import { textTable, type Column } from './textTable'

/** What the database was estimated to take: its CPU, in percent from `low` to `high`, at a rate. */
const ESTIMATED = {
  selectsPerSecond: 5,
  cpu: [
    { instance: 'micro', low: 100, high: 100 },
    { instance: 'small', low: 50, high: 80 },
    { instance: 'medium', low: 20, high: 40 },
  ],
}
const USERS = [10, 1_000, 100_000]

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
/** What is computed from counts is known no better than this. */
const rough = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/**
 * The tables for people, without a line break at the end: what was counted, and the estimates that
 * follow from it. In each run the first count is the one that others are compared with.
 */
export function loadReport(
  counts: readonly LoadCount[],
  jobs: { videos: number; excel: number },
): string {
  const durations = [...new Set(counts.map((count) => count.minutes))]
  const runOf = (minutes: number) => counts.filter((count) => count.minutes === minutes)
  const longest = Math.max(...durations)
  const { videos, excel } = jobs
  const watched = [videos && amount(videos, 'video'), excel && amount(excel, 'Excel job')]
    .filter(Boolean)
    .join(' and ')

  return `What it costs the database when a page polls for ${watched}

${durations.map((minutes) => countTable(minutes, runOf(minutes))).join('\n\n')}

Counted by the backend, not computed: the real poller watched the jobs on the real mock backend, in
simulated time, from the first request up to the moment the jobs end, that moment excluded. "At the
end" is from that moment on, for an hour: terminal answer, final fetch, and what follows. Redis
commands are those of status answers and of workers. With push the socket is up from the beginning.

ESTIMATES, computed from what was counted in ${amount(longest, 'minute')}

${textTable([
  labels(runOf(longest)),
  { title: 'CPU of one database', columns: cpuColumns(runOf(longest)) },
  { title: 'SELECTs a second, with', columns: userColumns(runOf(longest), selectsPerSecond) },
])}

${textTable([
  labels(runOf(longest)),
  {
    title: 'requests a second, with',
    columns: userColumns(runOf(longest), (count) => perSecond(count, count.requests)),
  },
  {
    title: 'messages a second, with',
    columns: userColumns(runOf(longest), (count) => perSecond(count, count.messages)),
  },
  {
    title: 'open connections, with',
    columns: userColumns(runOf(longest), (count) => count.connections),
  },
])}

CPU: for one user, in proportion to ${ESTIMATED.selectsPerSecond} SELECTs a second that take about
${ESTIMATED.cpu.map(({ instance, low, high }) => `${range(low, high)} of a db.t4g.${instance}`).join(', ')}.
Users: each watches ${watched} of their own.`
}

const amount = (count: number, noun: string) =>
  `${number.format(count)} ${noun}${count === 1 ? '' : 's'}`

function labels(run: readonly LoadCount[]) {
  const cells = run.map(({ strategy, intervalMs }, index) =>
    strategy === 'push'
      ? strategy
      : `${strategy}, ${number.format(intervalMs / 1000)} s${index === 0 ? ' (today)' : ''}`,
  )
  return { title: '', columns: [{ header: 'statuses read, every', cells }] }
}

function countTable(minutes: number, run: readonly LoadCount[]): string {
  const today = run[0]?.selectsInProgress ?? 0
  const column = (header: string, value: (count: LoadCount) => number): Column => ({
    header,
    cells: run.map((count) => {
      const shown = value(count)
      return shown === Infinity ? '∞' : number.format(shown)
    }),
  })
  const columns = [
    column('requests', (count) => count.requests),
    column('requests\nat the\nend', (count) => count.requestsAtEnd),
    column('SELECTs', (count) => count.selectsInProgress),
    column('SELECTs\nat the\nend', (count) => count.selectsAtEnd),
    column('Redis\ncommands', (count) => count.redisCommands),
    column('messages', (count) => count.messages),
    column('× less\nthan\ntoday', (count) => today / count.selectsInProgress),
  ]
  return textTable([labels(run), { title: `in ${amount(minutes, 'minute')}`, columns }])
}

const perSecond = ({ minutes }: LoadCount, counted: number) => counted / (minutes * 60)
const selectsPerSecond = (count: LoadCount) => perSecond(count, count.selectsInProgress)

function cpuColumns(run: readonly LoadCount[]): Column[] {
  return ESTIMATED.cpu.map(({ instance, low, high }) => ({
    header: `db.t4g.\n${instance}`,
    cells: run.map((count) => {
      const times = selectsPerSecond(count) / ESTIMATED.selectsPerSecond
      return range(low * times, high * times)
    }),
  }))
}

/** Percents: no database takes more than it has. */
function range(low: number, high: number): string {
  if (high > 0 && high < 1) return '<1 %'
  const [from, to] = [low, high].map((percent) => Math.min(100, Math.round(percent)))
  return `${from === to ? '' : `${String(from)}–`}${String(to)} %${Math.round(high) > 100 ? '+' : ''}`
}

/** What it comes to with so many users, by what it is for one. */
function userColumns(run: readonly LoadCount[], ofOne: (count: LoadCount) => number): Column[] {
  return USERS.map((users) => ({
    header: `${number.format(users)}\nusers`,
    cells: run.map((count) => rough.format(users * ofOne(count))),
  }))
}
