import type { Random } from '../random'

const FAMILY = [
  '김',
  '이',
  '박',
  '최',
  '정',
  '강',
  '조',
  '윤',
  '장',
  '임',
  '한',
  '오',
  '서',
  '신',
] as const
const FIRST = ['민', '서', '지', '하', '도', '예', '준', '수', '현', '유', '시', '은'] as const
const SECOND = ['준', '연', '우', '윤', '현', '아', '진', '원', '빈', '영', '호', '린'] as const

/** A Korean name. */
export function personName(random: Random): string {
  return random.pick(FAMILY) + random.pick(FIRST) + random.pick(SECOND)
}

/** A mobile number out of use for the public. */
export function phoneNumber(random: Random): string {
  return `010-0000-${String(random.integer(0, 9999)).padStart(4, '0')}`
}
