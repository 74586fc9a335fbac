import { describe, expect, it } from 'vitest'
import { announcement } from './announcement'
import { hear, silence, type Sighting } from './hear'
import type { Outcome, ResultSummary } from './outcome'
import { wordsOf } from './words/wordsOf'

const success = (result: ResultSummary | null): Outcome => ({ state: 'succeeded', result })
const good = success({ type: 'video', durationSeconds: 9 })
const bad: Outcome = { state: 'failed' }

const job = (key: string, fields: Partial<Sighting> = {}): Sighting => ({
  key,
  title: key,
  fresh: true,
  outcome: null,
  active: false,
  percent: null,
  ...fields,
})
const at = (key: string, percent: number | null) => job(key, { active: true, percent })
const old = (key: string, fields: Partial<Sighting> = {}) => job(key, { fresh: false, ...fields })
const ended = (key: string, outcome: Outcome = good) => job(key, { outcome })

type Scene = {
  at: number
  jobs: Sighting[]
  removed?: string[]
  hidden?: boolean
}

/** What is said from scene to scene, as a page hears it that asks again whenever it is told to. */
function listen(...scenes: Scene[]): [at: number, text: string][] {
  let hearing = silence
  const said: [number, string][] = []
  scenes.forEach(({ at, jobs, removed = [], hidden = false }, index) => {
    const until = scenes[index + 1]?.at ?? at + 120_000
    for (let now = at; now < until;) {
      const heard = hear(hearing, jobs, removed, now, !hidden)
      hearing = heard.hearing
      if (heard.news) said.push([now, announcement(heard.news, wordsOf('en'))])
      expect(heard.wakeAt).toBeGreaterThan(now)
      now = heard.wakeAt
    }
  })
  return said
}

describe('a job', () => {
  it('is said to start a second after it came, and to have ended', () => {
    expect(
      listen({ at: 0, jobs: [] }, { at: 500, jobs: [job('a')] }, { at: 9_000, jobs: [ended('a')] }),
    ).toEqual([
      [1_500, '“a” started'],
      [10_000, '“a” is done'],
    ])
  })

  it('that ends before its start was said is said to have ended, and nothing else', () => {
    expect(listen({ at: 0, jobs: [job('a')] }, { at: 400, jobs: [ended('a', bad)] })).toEqual([
      [1_400, '“a” failed'],
    ])
  })

  it('that is tried again is told anew', () => {
    expect(
      listen(
        { at: 0, jobs: [old('a', { outcome: bad })] },
        { at: 10_000, jobs: [old('a')] },
        { at: 20_000, jobs: [at('a', 30)] },
        { at: 60_000, jobs: [ended('a', bad)] },
      ),
    ).toEqual([
      [11_000, '“a” started'],
      [20_000, '“a”: 25%'],
      [61_000, '“a” failed'],
    ])
  })

  it.each([
    ['was restored with its end', [{ at: 0, jobs: [old('a', { outcome: good })] }]],
    [
      'ended while the page was away',
      [
        { at: 0, jobs: [old('a')] },
        { at: 300, jobs: [old('a', { outcome: good })] },
      ],
    ],
    [
      'came from another page or a server',
      [
        { at: 0, jobs: [] },
        { at: 300, jobs: [old('a')] },
      ],
    ],
    [
      'had come this far before anyone listened',
      [
        { at: 0, jobs: [old('a')] },
        { at: 300, jobs: [old('a', { active: true, percent: 60 })] },
      ],
    ],
  ])('that %s is silent', (_, scenes) => {
    expect(listen(...scenes)).toEqual([])
  })

  it('that was restored in progress is told from then on', () => {
    expect(
      listen(
        { at: 0, jobs: [old('a', { active: true, percent: 60 })] },
        { at: 40_000, jobs: [old('a', { active: true, percent: 80 })] },
        { at: 80_000, jobs: [old('a', { outcome: bad })] },
      ),
    ).toEqual([
      [40_000, '“a”: 75%'],
      [81_000, '“a” failed'],
    ])
  })

  it('that the person removed or stopped is not told, nor is what comes back by Undo', () => {
    expect(
      listen(
        { at: 0, jobs: [job('a'), job('b')] },
        { at: 500, jobs: [], removed: ['a'] },
        { at: 3_000, jobs: [job('a')] },
        { at: 4_000, jobs: [ended('a')] },
        { at: 4_500, jobs: [] },
      ),
    ).toEqual([])
  })
})

describe('progress', () => {
  it('is told by quarters, each once, at most every 30 s, and never as the end', () => {
    const scenes = [5, 26, 40, 49, 51, 60, 74, 77, 90, 99].map((percent, index) => ({
      at: index * 20_000,
      jobs: [old('a', { active: true, percent })],
    }))
    expect(listen(...scenes)).toEqual([
      [20_000, '“a”: 25%'],
      [80_000, '“a”: 50%'],
      [140_000, '“a”: 75%'],
    ])
  })

  it('that comes in less than 30 s waits, and the latest quarter is told', () => {
    expect(
      listen(
        { at: 0, jobs: [old('a', { active: true, percent: 0 })] },
        { at: 1_000, jobs: [at('a', 25)] },
        { at: 9_000, jobs: [at('a', 50)] },
        { at: 20_000, jobs: [at('a', 80)] },
      ),
    ).toEqual([
      [1_000, '“a”: 25%'],
      [31_000, '“a”: 75%'],
    ])
  })

  it('of several jobs is told together', () => {
    const restored = ['a', 'b', 'c'].map((key) => old(key, { active: true, percent: 0 }))
    expect(
      listen(
        { at: 0, jobs: restored },
        { at: 5_000, jobs: [at('a', 90), at('b', 60), at('c', null)] },
      ),
    ).toEqual([[5_000, '3 jobs: 75%']])
  })

  it('is not said to fall when a job joins', () => {
    expect(
      listen(
        { at: 0, jobs: [old('a', { active: true, percent: 10 })] },
        { at: 1_000, jobs: [at('a', 60)] },
        { at: 50_000, jobs: [at('a', 62), old('b', { active: true, percent: 0 })] },
        { at: 90_000, jobs: [at('a', 90), at('b', 30)] },
        { at: 130_000, jobs: [at('a', 95), at('b', 60)] },
      ),
    ).toEqual([
      [1_000, '“a”: 50%'],
      [130_000, '2 jobs: 75%'],
    ])
  })
})

describe('what comes together', () => {
  it('within a second is said together, starts and endings alike', () => {
    expect(
      listen(
        { at: 0, jobs: [job('a')] },
        { at: 900, jobs: [job('a'), job('b')] },
        { at: 10_000, jobs: [ended('a'), job('b')] },
        { at: 10_900, jobs: [ended('a'), ended('b', bad)] },
      ),
    ).toEqual([
      [1_000, '2 jobs started'],
      [11_000, '“a” is done. “b” failed'],
    ])
  })

  it('later than that waits until what was said can have been read', () => {
    expect(
      listen(
        { at: 0, jobs: [job('a'), job('b')] },
        { at: 10_000, jobs: [ended('a'), job('b')] },
        { at: 12_000, jobs: [ended('a'), ended('b')] },
      ),
    ).toEqual([
      [1_000, '2 jobs started'],
      [11_000, '“a” is done'],
      [15_000, '“b” is done'],
    ])
  })

  it('is counted when it is much', () => {
    const keys = ['a', 'b', 'c', 'd', 'e']
    expect(
      listen(
        { at: 0, jobs: keys.map((key) => old(key, { active: true })) },
        { at: 100, jobs: keys.map((key) => ended(key, key < 'd' ? good : bad)) },
      ),
    ).toEqual([[1_100, '5 jobs: 3 done, 2 failed']])
  })

  it('is said once however many changes there are around it', () => {
    const scenes = Array.from({ length: 400 }, (_, index) => ({
      at: index * 100,
      jobs: [at('a', 30), index < 100 ? at('b', 30) : ended('b')],
    }))
    expect(listen(...scenes)).toEqual([
      [1_000, '2 jobs started'],
      [5_000, '2 jobs: 25%'],
      [11_000, '“b” is done'],
    ])
  })
})

describe('a hidden page', () => {
  it('says nothing, and on its return what has ended, but no start and no progress', () => {
    const now = [ended('a'), ended('b', bad), at('c', 40)]
    expect(
      listen(
        { at: 0, jobs: [at('a', 10), at('b', 10)] },
        { at: 5_000, jobs: [at('a', 10), at('b', 10)], hidden: true },
        { at: 10_000, jobs: [at('a', 60), ended('b', bad)], hidden: true },
        { at: 60_000, jobs: now, hidden: true },
        { at: 90_000, jobs: now },
      ),
    ).toEqual([
      [1_000, '2 jobs started'],
      [90_000, '“a” is done. “b” failed'],
    ])
  })

  it('needs no more memory for each job that comes and goes, and wakes nobody', () => {
    let hearing = silence
    for (let index = 0; index < 1_000; index++) {
      const heard = hear(hearing, [ended(`${index}`), job(`${index}-b`)], [], index, false)
      hearing = heard.hearing
      expect(heard.wakeAt).toBe(Infinity)
    }
    expect(hearing.jobs.size).toBe(2)
  })
})

describe('an ending', () => {
  const imported = (created: number, failed: number): Outcome => ({
    state: 'succeeded',
    result: { type: 'studentImport', created, duplicates: 0, restored: 0, failed, total: null },
  })
  it.each([
    [imported(20, 0), '“a” is done, 20 added', '‘a’ 끝났어요, 등록 20'],
    [imported(20, 3), '“a”: 3 failed, 20 added', '‘a’: 실패 3, 등록 20'],
    [imported(0, 3), '“a” failed', '‘a’ 실패했어요'],
    [
      { state: 'succeeded', result: { type: 'messaging', sent: 1200, failed: 0 } },
      '“a” is done, 1,200 sent',
      '‘a’ 끝났어요, 발송 1,200',
    ],
    [{ state: 'succeeded', result: { type: 'export' } }, '“a” is done', '‘a’ 끝났어요'],
    [
      { state: 'succeeded', result: null },
      '“a”: It is done, but the result has not arrived.',
      '‘a’: 끝났지만 결과가 아직 오지 않았어요.',
    ],
  ] as [Outcome, string, string][])('says what came of it: %j', (outcome, english, korean) => {
    const news = { started: [], ended: [ended('a', outcome)], progress: null }
    expect(announcement(news, wordsOf('en'))).toBe(english)
    expect(announcement(news, wordsOf('ko'))).toBe(korean)
  })

  it('names a long title without its middle', () => {
    const title = `${'제주도 수학여행 안내 '.repeat(10)}최종본.mp4`
    const news = { started: [job('a', { title })], ended: [], progress: null }
    expect(announcement(news, wordsOf('ko'))).toBe(
      '‘제주도 수학여행 안내 제주도 수학여행 안내 제주도 수학… 안내 최종본.mp4’ 시작했어요',
    )
  })
})
