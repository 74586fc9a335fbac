/** One step of a worker, and how the overall percent moves while it lasts. */
export interface Step {
  key: string
  /** The name as shown to a user. */
  display: string
  /** The overall percent as the step begins, and where it gets to by its end. */
  from: number
  to: number
  /** Its share of the working time beyond the moment that each step takes; they add up to 1. */
  share: number
}

/**
 * Transcoding's share makes one of its 35 points last about a minute and a half in a 1-hour encode.
 */
export const VIDEO_STEPS: readonly Step[] = [
  { key: 'presigning', display: '준비', from: 5, to: 5, share: 0.01 },
  { key: 'downloading', display: '다운로드', from: 15, to: 15, share: 0.03 },
  { key: 'probing', display: '분석', from: 25, to: 25, share: 0.01 },
  { key: 'transcoding', display: '인코딩', from: 50, to: 85, share: 0.87 },
  { key: 'validating', display: '검증', from: 85, to: 85, share: 0.02 },
  { key: 'thumbnail', display: '썸네일', from: 90, to: 90, share: 0.02 },
  { key: 'uploading', display: '업로드', from: 95, to: 100, share: 0.04 },
]

export const EXCEL_STEPS: readonly Step[] = [
  { key: 'downloading', display: '다운로드', from: 10, to: 10, share: 0.1 },
  { key: 'parsing', display: '파싱', from: 25, to: 40, share: 0.25 },
  { key: 'enrolling', display: '등록', from: 40, to: 95, share: 0.63 },
  { key: 'done', display: '완료', from: 100, to: 100, share: 0.02 },
]

export const MESSAGING_STEPS: readonly Step[] = [
  { key: 'checking', display: '예약확인', from: 10, to: 10, share: 0.1 },
  { key: 'validating', display: '잔액확인', from: 30, to: 50, share: 0.25 },
  { key: 'sending', display: '발송', from: 70, to: 90, share: 0.63 },
  { key: 'done', display: '완료', from: 100, to: 100, share: 0.02 },
]
