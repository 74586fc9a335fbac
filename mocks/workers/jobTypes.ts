import type { WorkerKind } from './plan'

/** What a job of a type comes to. */
export type ResultKind = 'studentImport' | 'lectureImport' | 'export' | 'messaging' | 'none'

interface JobType {
  kind: Exclude<WorkerKind, 'video'>
  result: ResultKind
  title: string
}

const JOB_TYPES: Readonly<Record<string, JobType>> = {
  excel_parsing: { kind: 'excel', result: 'studentImport', title: '학생 명단 등록' },
  lecture_excel_parsing: { kind: 'excel', result: 'lectureImport', title: '강의 수강생 등록' },
  attendance_excel_export: { kind: 'excel', result: 'export', title: '출석부 내보내기' },
  staff_excel_export: { kind: 'excel', result: 'export', title: '직원 명단 내보내기' },
  messaging: { kind: 'messaging', result: 'messaging', title: '문자 발송' },
}

/** A type nobody knows here is an Excel worker's, and has no result of its own. */
export function jobType(name: string): JobType {
  return Object.hasOwn(JOB_TYPES, name) && JOB_TYPES[name]
    ? JOB_TYPES[name]
    : { kind: 'excel', result: 'none', title: name }
}
