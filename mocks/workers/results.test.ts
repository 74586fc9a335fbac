import fc from 'fast-check'
import { readSheet } from 'read-excel-file/universal'
import { expect, test } from 'vitest'
import { createRandom } from '../random'
import { exportName, exportRows, writeWorkbook } from './exports'
import { createPlan, type Plan } from './plan'
import { resultOf } from './results'

function plan(jobType: string, seed = 1): Plan {
  const outcome = { type: 'success', errorText: null } as const
  return createPlan(
    { kind: 'excel', id: '7f3c', tenant: 'academy', title: '', jobType, seconds: 10, outcome },
    Date.UTC(2025, 0, 1, 20),
    createRandom(seed),
  )
}

interface Note {
  row: number
  name: string
  error?: string
}

test('the counts of a student import add up, and no row is told twice', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const result = resultOf(plan('excel_parsing', seed)) as {
        created: number
        duplicates: Note[]
        restored: Note[]
        failed: Note[]
        total: number
      }
      const notes = [...result.duplicates, ...result.restored, ...result.failed]
      expect(result.created + notes.length).toBe(result.total)
      expect(result.created).toBeGreaterThan(0)
      expect(new Set(notes.map(({ row }) => row)).size).toBe(notes.length)
      for (const note of notes) {
        expect(note.row).toBeGreaterThanOrEqual(2)
        expect(note.row).toBeLessThanOrEqual(result.total + 1)
        expect(note.name).toMatch(/^[가-힣]{3}$/)
      }
      expect(result.failed.every(({ error }) => error?.endsWith('.'))).toBe(true)
      expect(result.failed.length * result.duplicates.length * result.restored.length).toBeTruthy()
    }),
  )
})

test('a lecture import creates no more students than it enrols', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const result = resultOf(plan('lecture_excel_parsing', seed)) as Record<string, number>
      expect(result['created_students_count']).toBeLessThanOrEqual(result['enrolled_count'] ?? 0)
    }),
  )
})

test('messages are sent, but for a few, which say why', () => {
  const result = resultOf(plan('messaging')) as { sent: number; failed: Note[] }
  expect(result.sent).toBeGreaterThan(0)
  expect(result.failed[0]).toEqual({
    row: expect.any(Number) as number,
    name: expect.stringMatching(/^[가-힣]{3}$/) as string,
    error: expect.stringMatching(/\.$/) as string,
  })
})

test('an export has a link on the API, and a file name with the day in Korea', () => {
  expect(resultOf(plan('attendance_excel_export'))).toEqual({
    download_url: 'api/v1/jobs/7f3c/download/',
    filename: '출석부_20250102.xlsx',
  })
  expect(exportName(plan('staff_excel_export'))).toBe('직원명단_20250102.xlsx')
})

test('a type that nobody knows has no result', () => {
  expect(resultOf(plan('constructor'))).toBeNull()
})

test.each(['attendance_excel_export', 'staff_excel_export'])(
  'the file of %s opens as a sheet',
  async (jobType) => {
    const rows = exportRows(plan(jobType))
    expect(await readSheet(await writeWorkbook(rows))).toEqual(rows)
    expect(rows.length).toBeGreaterThan(15)
    expect(rows[0]?.slice(0, 2)).toEqual(['번호', '이름'])
  },
)
