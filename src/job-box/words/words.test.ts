import { describe, expect, it } from 'vitest'
import { plainReason } from '../plainReason'
import { splitTitle } from '../splitTitle'
import { timeLeft } from '../timeLeft'
import { formatsOf } from './formats'
import { stepName } from './stepName'
import { wordsOf } from './wordsOf'

const [ko, en] = [wordsOf('ko'), wordsOf('en')]

describe('time left', () => {
  const say = (seconds: number | null, words = ko) => {
    const time = timeLeft(seconds)
    if (time === null) return null
    return time.unit === 'soon' ? words.soon : words.timeLeft(time)
  }

  it.each([
    [-5, '곧 끝나요', 'Almost done'],
    [0, '곧 끝나요', 'Almost done'],
    [9.9, '곧 끝나요', 'Almost done'],
    [10, '약 10초 남음', 'About 10 sec left'],
    [44, '약 40초 남음', 'About 40 sec left'],
    [54, '약 50초 남음', 'About 50 sec left'],
    [55, '약 1분 남음', 'About 1 min left'],
    [185, '약 3분 남음', 'About 3 min left'],
    [3540, '약 59분 남음', 'About 59 min left'],
    [3570, '약 1시간 남음', 'About 1 hr left'],
    [4810, '약 1시간 20분 남음', 'About 1 hr 20 min left'],
    [86_400, '약 24시간 남음', 'About 24 hr left'],
  ])('of %d s is "%s"', (seconds, korean, english) => {
    expect(say(seconds)).toBe(korean)
    expect(say(seconds, en)).toBe(english)
  })

  it.each([null, NaN, Infinity, 86_401])('of %s is not told', (seconds) => {
    expect(say(seconds)).toBeNull()
  })
})

describe('formats', () => {
  it('tell lengths, leaving out what is 0', () => {
    expect(formatsOf('ko').length(754)).toBe('12분 34초')
    expect(formatsOf('en').length(3600)).toBe('1 hr')
    expect(formatsOf('en').length(0)).toBe('1 sec')
  })

  it('tell how long ago, never 0', () => {
    expect(formatsOf('ko').ago(0)).toBe('1초 전')
    expect(formatsOf('ko').ago(12_300)).toBe('12초 전')
    expect(formatsOf('en').ago(125_000)).toBe('2 minutes ago')
    expect(formatsOf('en').ago(7_300_000)).toBe('2 hours ago')
  })

  it('never round a percent up', () => {
    expect(formatsOf('ko').percent(99.9)).toBe('99%')
  })

  it('know one from many', () => {
    expect(en.showFailed(1)).toBe('Show 1 failure')
    expect(en.showFailed(1200)).toBe('Show 1,200 failures')
  })
})

describe('step names', () => {
  const step = (key: string | null, index: number, total: number, name: string) => ({
    key,
    index,
    total,
    name,
    percent: null,
  })

  it('of videos are known by their place in English', () => {
    expect(stepName(step(null, 4, 7, '인코딩'), 'video', en)).toBe('Encoding')
  })

  it('of other jobs are known by their key in English, each worker having its own', () => {
    expect(stepName(step('enrolling', 3, 4, '등록'), 'excel', en)).toBe('Enrolling')
    expect(stepName(step('validating', 2, 4, '잔액확인'), 'messaging', en)).toBe('Checking balance')
  })

  it('that are not known are shown as sent', () => {
    expect(stepName(step(null, 2, 9, '자막'), 'video', en)).toBe('자막')
    expect(stepName(step('toString', 1, 4, '정리'), 'excel', en)).toBe('정리')
  })

  it('are shown as sent in Korean, and filled in where only a key came', () => {
    expect(stepName(step(null, 4, 7, '변환 중'), 'video', ko)).toBe('변환 중')
    expect(stepName(step('parsing', 2, 4, 'parsing'), 'excel', ko)).toBe('파싱')
    expect(stepName(step('odd', 2, 4, 'odd'), 'excel', ko)).toBe('odd')
  })
})

describe('a long title', () => {
  it('keeps its end and file extension', () => {
    expect(splitTitle('Summer_intensive_physics_final_v2.mov')).toEqual({
      head: 'Summer_intensive_physics_fi',
      tail: 'nal_v2.mov',
    })
    expect(splitTitle('a'.repeat(200)).tail).toBe('aaaaaa')
  })

  it('is left whole while it is short', () => {
    expect(splitTitle('강의.mp4')).toEqual({ head: '강의.mp4', tail: '' })
  })

  it('is never split within a character', () => {
    const family = '👩‍👩‍👧‍👦'
    const { head, tail } = splitTitle(family.repeat(20))
    expect(head + tail).toBe(family.repeat(20))
    expect(tail).toBe(family.repeat(6))
  })

  it('is not split within a word of a joined script', () => {
    expect(splitTitle('تسجيل الطلاب للعام الدراسي.xlsx').tail).toBe('.xlsx')
    expect(splitTitle('تسجيل الطلاب الجدد في الصف الأول.xlsx').tail).toBe('الأول.xlsx')
  })

  it('does not begin its tail with a space', () => {
    expect(splitTitle('0123456789 abcdef 12345.mp4').tail).toBe('12345.mp4')
  })
})

describe('a reason', () => {
  it.each(['ENCODE_TIMEOUT', 'E1042', 'ffmpeg.exit:1', 'FAILED', '', '  ', null])(
    'that is a code is not shown: %s',
    (reason) => {
      expect(plainReason(reason)).toBeNull()
    },
  )

  it.each(['파일손상', 'The file is damaged.', '3행: 이름이 없습니다', 'Timeout'])(
    'in words is shown: %s',
    (reason) => {
      expect(plainReason(reason)).toBe(reason)
    },
  )
})
