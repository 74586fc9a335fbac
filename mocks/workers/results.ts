import { createRandom, type Random } from '../random'
import { exportName } from './exports'
import { jobType } from './jobTypes'
import { personName } from './people'
import type { Plan } from './plan'

const IMPORT_ERRORS = [
  '전화번호 형식이 올바르지 않습니다.',
  '이름이 비어 있습니다.',
  '학년은 1에서 6 사이여야 합니다.',
] as const

const MESSAGE_ERRORS = [
  '수신이 거부된 번호입니다.',
  '없는 번호입니다.',
  '통신사에서 응답이 없습니다.',
] as const

/** What a job that goes well comes to: the same for the same plan. */
export function resultOf(plan: Plan): unknown {
  const random = createRandom(plan.seed)
  switch (jobType(plan.jobType).result) {
    case 'studentImport':
      return studentImport(random)
    case 'lectureImport': {
      const enrolled = random.integer(12, 40)
      return { enrolled_count: enrolled, created_students_count: random.integer(0, enrolled) }
    }
    case 'export':
      return {
        download_url: `api/v1/jobs/${plan.id}/download/`,
        filename: exportName(plan),
      }
    case 'messaging': {
      const total = random.integer(40, 160)
      const failed = notes(random, total, MESSAGE_ERRORS)(random.integer(1, 3))
      return { sent: total - failed.length, failed }
    }
    case 'none':
      return null
  }
}

function studentImport(random: Random) {
  const total = random.integer(24, 60)
  const [duplicates, restored, failed] = [
    random.integer(1, 3),
    random.integer(1, 2),
    random.integer(1, 3),
  ]
  const named = (count: number) => take(count).map(({ row, name }) => ({ row, name }))
  const take = notes(random, total, IMPORT_ERRORS)
  return {
    created: total - duplicates - restored - failed,
    duplicates: named(duplicates),
    restored: named(restored),
    failed: take(failed),
    total,
  }
}

/** Takes rows of a sheet of `total` under a header, never the same twice. */
function notes(random: Random, total: number, errors: readonly [string, ...string[]]) {
  const taken = new Set<number>()
  return (count: number) => {
    const rows: number[] = []
    while (rows.length < count) {
      const row = random.integer(2, total + 1)
      if (!taken.has(row)) rows.push(row)
      taken.add(row)
    }
    rows.sort((a, b) => a - b)
    return rows.map((row) => ({ row, name: personName(random), error: random.pick(errors) }))
  }
}
