import { createRandom } from '../random'
import { personName, phoneNumber } from './people'
import type { Plan } from './plan'

/** How long the link of an export works, from the end of its job, in milliseconds. */
export const LINK_LIFE_MS = 3_600_000

const STAFF_EXPORT = 'staff_excel_export'

/** The name of an exported file, with the day it was made on in Korea. */
export function exportName({ jobType, endsAt }: Plan): string {
  const day = new Date(endsAt + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
  return `${jobType === STAFF_EXPORT ? '직원명단' : '출석부'}_${day}.xlsx`
}

/** An exported sheet, its header row first. */
export type SheetRows = (string | number)[][]

/** What an export contains: the same for the same plan. */
export function exportRows(plan: Plan): SheetRows {
  const random = createRandom(plan.seed)
  const people = Array.from({ length: random.integer(15, 30) }, (_, index) => ({
    number: index + 1,
    name: personName(random),
    phone: phoneNumber(random),
  }))
  if (plan.jobType === STAFF_EXPORT) {
    return [
      ['번호', '이름', '직책', '담당 과목', '연락처'],
      ...people.map(({ number, name, phone }) => [
        number,
        name,
        random.pick(['강사', '조교', '상담 실장', '행정']),
        random.pick(['국어', '영어', '수학', '과학', '-']),
        phone,
      ]),
    ]
  }
  return [
    ['번호', '이름', '학년', '연락처', '출석', '지각', '결석'],
    ...people.map(({ number, name, phone }) => {
      const late = random.integer(0, 2)
      const absent = random.integer(0, 2)
      const grade = `${random.pick(['중', '고'])}${String(random.integer(1, 3))}`
      return [number, name, grade, phone, 20 - late - absent, late, absent]
    }),
  ]
}

/**
 * The sheet as the bytes of an .xlsx file: where a DOM is simulated, its blobs are not those that a
 * response takes. What writes it is loaded when it is first used.
 */
export async function writeWorkbook(rows: SheetRows): Promise<ArrayBuffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/universal')
  const [header = [], ...body] = rows
  const file = await writeXlsxFile([
    header.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...body.map((row) => row.map((value) => ({ value }))),
  ]).toBlob()
  return file.arrayBuffer()
}
