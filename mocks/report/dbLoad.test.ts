import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { measureLoad, POLLINGS } from './measureLoad'

/** The command as npm runs it. */
function dbLoad(...flags: string[]) {
  const args = ['--import', 'tsx', 'mocks/report/dbLoad.ts', ...flags]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('prints as JSON what was counted, and nothing else', () => {
  const { status, stdout, stderr } = dbLoad(
    ...['--json', '--videos', '2', '--excel', '1', '--minutes', '1,2'],
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })

  const rows = JSON.parse(stdout) as Record<string, unknown>[]
  expect(rows.map(({ strategy, intervalMs, minutes }) => [strategy, intervalMs, minutes])).toEqual(
    POLLINGS.flatMap(({ strategy, intervalMs }) => [
      [strategy, intervalMs, 1],
      [strategy, intervalMs, 2],
    ]),
  )
  expect(rows[1]).toEqual({
    strategy: 'db',
    intervalMs: 1_000,
    minutes: 2,
    requests: 360,
    selectsInProgress: 360,
    selectsAtEnd: 6,
    redisCommands: expect.any(Number) as number,
  })
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(Object.keys(rows[1] ?? {}))
    expect(row['redisCommands']).toBeGreaterThan(row['requests'] as number)
    expect(row['strategy'] === 'push' ? row['requests'] : 0).toBe(0)
  }
})

test('prints tables with a row for each way to read', () => {
  const { status, stdout } = dbLoad('--videos', '1', '--excel', '0', '--minutes', '1')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^db, 1 s \(today\) +60 +2 +60 +2 +\d+ +0 +1$/m)
  expect(stdout).toMatch(/^db, 2 s +30 +2 +30 +2 +\d+ +0 +2$/m)
  expect(stdout).toMatch(/^cache, 2 s +30 +2 +10 +1 +\d+ +0 +6$/m)
  expect(stdout).toMatch(/^redis-first, 2 s +30 +2 +0 +0 +\d+ +0 +∞$/m)
  expect(stdout).toMatch(/^push +0 +1 +0 +0 +\d+ +\d+ +∞$/m)
  expect(stdout).toMatch(/^redis-first-hardened, 2 s +30 +2 +0 +0 +\d+ +0 +∞$/m)
})

test('exits 2 on a bad flag, with one line on standard error', () => {
  const { status, stdout, stderr } = dbLoad('--minutes', 'ten')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^Failed to report the load: --minutes is "ten"\. [^\n]+\n$/)
})

test('tells of its flags with --help', () => {
  const { status, stdout } = dbLoad('--help')
  expect(status).toBe(0)
  for (const flag of ['--videos', '--excel', '--minutes', '--json']) expect(stdout).toContain(flag)
})

test('counts what the README says of ten minutes', { timeout: 30_000 }, async () => {
  const counted: string[][] = []
  for (const polling of POLLINGS) {
    const count = await measureLoad(polling, { videos: 3, excel: 2, minutes: 10 })
    const { strategy, intervalMs, selectsInProgress: selects } = count
    counted.push([
      strategy === 'push' ? strategy : `${strategy}, ${intervalMs / 1000} s`,
      selects.toLocaleString('en-US'),
      `${count.requestsAtEnd}/${count.selectsAtEnd}`,
      selects === 0 ? '∞' : String(3_000 / selects),
    ])
  }
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = readme.match(/^\| `(db|cache|redis-first(-hardened)?|push)`.*$/gm) ?? []
  const said = rows.map((row) => {
    const cells = row.replace(/[`*]|\(today\)/g, '').split('|')
    return [1, 3, 5, 6].map((column) => cells[column]?.trim())
  })
  expect(said).toEqual(counted)
})
