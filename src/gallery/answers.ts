import type { Answer, StateJob } from './State'

/** How far a job in progress is. `null`: the server does not say. */
type Progress = {
  percent: number | null
  remaining?: number
  /** Of 7 for a video, of 4 for another job. */
  step?: number
}

const videoSteps = ['준비', '다운로드', '분석', '인코딩', '검증', '썸네일', '업로드']
const excelSteps = ['downloading', 'parsing', 'enrolling', 'done'] as const
const excelNames = ['다운로드', '파싱', '등록', '완료']

const encodingAt = ({ percent, remaining, step = 4 }: Progress) => ({
  status: 'PROCESSING',
  encoding_progress: percent,
  encoding_remaining_seconds: remaining ?? null,
  encoding_step_index: step,
  encoding_step_total: 7,
  encoding_step_name: videoSteps[step - 1],
})

/** A video that is being encoded, and in which something moves at each look. */
export const encoding = (progress: Progress) => () => ({
  ...encodingAt(progress),
  updated_at: new Date().toISOString(),
})

/** The same, but nothing moves. */
export const stuck = (progress: Progress): Answer => encodingAt(progress)

/** An import in progress, in which something moves at each look. */
export const importing =
  ({ percent, remaining, step = 3 }: Progress) =>
  () => ({
    status: 'PROCESSING',
    progress: {
      percent,
      step: excelSteps[step - 1],
      step_index: step,
      step_total: 4,
      step_name_display: excelNames[step - 1],
      remaining_seconds: remaining ?? null,
      updated_at: new Date().toISOString(),
    },
  })

export const queued: Answer = { status: 'PENDING' }
export const running: Answer = { status: 'RUNNING', progress: null }
export const ready: Answer = {
  status: 'READY',
  hls_path: 'media/hls/1/master.m3u8',
  duration: 3_754,
}
export const failedVideo = (reason: string | null): Answer => ({
  status: 'FAILED',
  error_reason: reason,
})
export const failed = (reason: string | null): Answer => ({
  status: 'FAILED',
  error_message: reason,
})
export const done = (result: object | null): Answer => ({ status: 'DONE', result })

const names = ['김하늘', '이도윤', '박서연', '최지호', '정예린', '강민준', '조아인', '윤시우']
const errors = [
  '전화번호 형식이 올바르지 않아요',
  '이름이 비어 있어요',
  '보호자 연락처가 다른 학생과 겹쳐요. 원본 파일의 C열을 확인해 주세요',
]

/** Rows of an import, or recipients of a message, that failed or were left out. */
export const notes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    row: index * 7 + 3,
    name: names[index % names.length],
    error: errors[index % errors.length],
  }))

export const imported = (created: number, duplicates: number, restored: number, failures: number) =>
  done({
    created,
    duplicates: notes(duplicates),
    restored: notes(restored),
    failed: notes(failures),
    total: created + duplicates + restored + failures,
  })

export const exported = done({
  download_url: '/exports/1.xlsx',
  filename: '출결_2025-07-01_고등부.xlsx',
})

type Rest = Partial<Omit<StateJob, 'kind' | 'title' | 'answer'>>

export const video = (title: string, answer: Answer, rest: Rest = {}): StateJob => ({
  kind: 'video',
  title,
  answer,
  ...rest,
})
export const excel = (title: string, answer: Answer, rest: Rest = {}): StateJob => ({
  kind: 'excel',
  title,
  answer,
  ...rest,
})
export const messaging = (title: string, answer: Answer, rest: Rest = {}): StateJob => ({
  kind: 'messaging',
  title,
  answer,
  ...rest,
})
