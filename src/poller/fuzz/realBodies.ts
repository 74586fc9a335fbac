import type { JobRef } from '../../job/WorkerJob'

/** A job, and what its status API may say of it, as the API's contract shows it. */
export type RealJob = { ref: JobRef; inProgress: object[]; ended: object[] }

const encoding = {
  id: 42,
  title: '물리 1강.mp4',
  status: 'PROCESSING',
  encoding_progress: 61,
  encoding_remaining_seconds: 240,
  encoding_step_index: 4,
  encoding_step_total: 7,
  encoding_step_name: '인코딩',
  encoding_step_percent: 30,
  updated_at: '2026-03-01T09:00:00Z',
}
const video: RealJob = {
  ref: { kind: 'video', id: '42' },
  inProgress: [
    encoding,
    { id: 42, status: 'PENDING' },
    { id: 42, status: 'UPLOADED', title: '물리 1강.mp4' },
    { id: 42, status: 'UNKNOWN' },
  ],
  ended: [
    { id: 42, status: 'READY', hls_path: 'media/hls/42/master.m3u8', duration: 754 },
    { id: 42, status: 'FAILED', error_reason: '코덱을 읽을 수 없어요' },
  ],
}

const note = { row: 3, name: '김하나' }
const parsing = {
  job_id: '7f3c',
  job_type: 'excel_parsing',
  status: 'PROCESSING',
  progress: {
    step: 'enrolling',
    percent: 40,
    step_index: 3,
    step_total: 4,
    step_name: '등록',
    step_name_display: '등록',
    step_percent: 0,
    remaining_seconds: 12,
    updated_at: '2026-03-01T09:00:00Z',
  },
  result: null,
  error_message: null,
}
const excelEnd = { job_id: '7f3c', status: 'DONE', progress: null, error_message: null }
const excel: RealJob = {
  ref: { kind: 'excel', id: '7f3c' },
  inProgress: [
    parsing,
    { job_id: '7f3c', job_type: 'excel_parsing', status: 'PENDING', progress: null },
    { job_id: '7f3c', status: 'VALIDATING', progress: { step: 'parsing', percent: 25 } },
  ],
  ended: [
    {
      ...excelEnd,
      job_type: 'excel_parsing',
      result: {
        created: 31,
        duplicates: [note],
        restored: [note],
        failed: [{ ...note, error: '전화번호가 없어요' }],
        total: 34,
      },
    },
    {
      ...excelEnd,
      job_type: 'excel_parsing',
      result: { enrolled_count: 30, created_students_count: 4 },
    },
    {
      ...excelEnd,
      job_type: 'staff_excel_export',
      result: { download_url: '/exports/1.xlsx', filename: '명단.xlsx' },
    },
    excelEnd,
    { ...excelEnd, error_message: '열이 없어요' },
    { ...excelEnd, status: 'REJECTED_BAD_INPUT', error_message: '빈 파일이에요' },
    { ...excelEnd, status: 'FALLBACK_TO_GPU' },
  ],
}

const messaging: RealJob = {
  ref: { kind: 'messaging', id: 'm_1' },
  inProgress: [
    {
      job_id: 'm_1',
      job_type: 'messaging',
      status: 'RUNNING',
      progress: { ...parsing.progress, step: 'sending', percent: 70 },
    },
    { job_id: 'm_1', job_type: 'messaging', status: 'RETRYING', progress: null },
  ],
  ended: [
    { job_id: 'm_1', status: 'DONE', result: { sent: 120, failed: [{ ...note, error: '거부' }] } },
    { job_id: 'm_1', status: 'REVIEW_REQUIRED', error_message: null },
  ],
}

/** One job of each kind, with bodies of every shape that its API has. */
export const REAL_JOBS: readonly [RealJob, ...RealJob[]] = [video, excel, messaging]
