import type { Random } from '../random'
import type { WorkerKind } from './plan'

const REASONS: Record<WorkerKind, readonly [string, ...string[]]> = {
  video: [
    '영상 파일이 손상되어 인코딩할 수 없습니다. 원본을 확인한 뒤 다시 올려 주세요.',
    '지원하지 않는 영상 형식입니다. MP4 파일로 다시 올려 주세요.',
    '영상에 재생할 수 있는 화면이 없습니다. 원본을 확인해 주세요.',
  ],
  excel: [
    '엑셀 파일의 형식이 올바르지 않습니다. 양식을 내려받아 다시 작성해 주세요.',
    '필수 항목인 이름이 비어 있는 줄이 너무 많습니다. 파일을 확인해 주세요.',
  ],
  messaging: [
    '문자 잔액이 부족합니다. 충전한 뒤 다시 보내 주세요.',
    '발신 번호가 등록되어 있지 않습니다. 발신 번호를 먼저 등록해 주세요.',
  ],
}

/** Why a job of this kind fails, as a user is told. */
export function failureReason(kind: WorkerKind, random: Random): string {
  return random.pick(REASONS[kind])
}
