import {
  done,
  encoding,
  excel,
  exported,
  failed,
  failedVideo,
  imported,
  importing,
  messaging,
  notes,
  queued,
  ready,
  running,
  stuck,
  video,
} from './answers'
import type { State, StateGroup, StateJob } from './State'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const lecture = '중등 수학 3강 – 이차방정식.mp4'
const sheet = '2학기 신규 원생 명단.xlsx'
const notice = '여름방학 특강 안내'

const encodingLecture = video(lecture, encoding({ percent: 62, remaining: 185 }))
const damaged = video('물리 실험.mov', failedVideo('영상 파일이 손상되어 읽을 수 없어요.'))

const pills: State[] = [
  { name: 'pill-none', jobs: [] },
  { name: 'pill-unknown', jobs: [excel(sheet, running)] },
  { name: 'pill-running', jobs: [encodingLecture, excel(sheet, importing({ percent: 30 }))] },
  { name: 'pill-running-failed', jobs: [encodingLecture, damaged] },
  { name: 'pill-attention', jobs: [video(lecture, 401)] },
  { name: 'pill-done', jobs: [video(lecture, ready), excel(sheet, imported(24, 0, 0, 0))] },
  { name: 'pill-failed', jobs: [damaged, excel(sheet, failed('시트가 비어 있어요.'))] },
].map((state) => ({ ...state, collapsed: true }))

/** How a job with one request after another that fails looks: since when, and what was before. */
const lostSince = (answer: () => object) =>
  [
    [32 * SECOND, answer],
    [20 * SECOND, 'down'],
    [12 * SECOND, 'down'],
  ] as const

/** A job that has said the same for so many minutes, and was asked in each. */
const standingFor = (minutes: number) =>
  video(lecture, stuck({ percent: 62 }), {
    past: Array.from(
      { length: minutes },
      (_, index) => [(minutes - index) * MINUTE, stuck({ percent: 62 })] as const,
    ),
  })

const waiting: State[] = [
  { name: 'empty', jobs: [] },
  { name: 'connecting', jobs: [video(lecture, 'hangs')] },
  { name: 'queued', jobs: [video(lecture, queued), excel(sheet, queued)] },
]

const progress: State[] = [
  { name: 'running', jobs: [encodingLecture] },
  { name: 'running-live', jobs: [encodingLecture, excel(sheet, exported)], live: true },
  { name: 'running-no-percent', jobs: [excel(sheet, running)] },
  { name: 'running-step-only', jobs: [video(lecture, encoding({ percent: null, step: 2 }))] },
  { name: 'running-soon', jobs: [excel(sheet, importing({ percent: 97, remaining: 6 }))] },
  {
    name: 'running-long',
    jobs: [video('종합반 특강 전체.mp4', encoding({ percent: 8, remaining: 8_040 }))],
  },
  {
    name: 'still-working',
    jobs: [standingFor(2)],
  },
  {
    name: 'taking-longer',
    jobs: [standingFor(9)],
  },
  {
    name: 'connection-lost',
    jobs: [
      video(lecture, 'down', { past: lostSince(encoding({ percent: 62, remaining: 185 })) }),
      excel(sheet, 'down', { past: lostSince(importing({ percent: null })) }),
    ],
  },
  { name: 'offline', jobs: [encodingLecture, excel(sheet, queued)], ownPage: 'offline' },
]

const good: State[] = [
  { name: 'done-video', jobs: [video(lecture, ready)] },
  { name: 'done-import', jobs: [excel(sheet, imported(128, 3, 1, 0))] },
  { name: 'done-import-mixed', jobs: [excel(sheet, imported(118, 3, 1, 12))] },
  {
    name: 'done-import-mixed-rows',
    jobs: [excel(sheet, imported(118, 3, 1, 12))],
    pressed: 'details:not([open]) > summary',
  },
  { name: 'done-import-all-failed', jobs: [excel(sheet, imported(0, 0, 0, 128))] },
  {
    name: 'done-lectures',
    jobs: [excel('수강 신청.xlsx', done({ enrolled_count: 42, created_students_count: 5 }))],
  },
  { name: 'done-export', jobs: [excel('출결 내보내기', exported)] },
  { name: 'done-messages', jobs: [messaging(notice, done({ sent: 1_204, failed: [] }))] },
  {
    name: 'done-messages-mixed',
    jobs: [messaging(notice, done({ sent: 1_204, failed: notes(3) }))],
  },
  { name: 'done-no-result', jobs: [excel(sheet, done(null))] },
  {
    name: 'done-remembered',
    jobs: [
      excel(sheet, 'hangs', {
        outcome: {
          state: 'succeeded',
          result: {
            type: 'studentImport',
            created: 118,
            duplicates: 3,
            restored: 1,
            failed: 12,
            total: 134,
          },
        },
      }),
      video('물리 실험.mov', 'hangs', { outcome: { state: 'failed' } }),
    ],
  },
]

const longReason = [
  '3번째 단계에서 멈췄어요. 원본의 오디오 트랙이 48 kHz가 아니라 12 kHz로 녹음되어 있고, 프레임 간격이 일정하지 않아 변환할 수 없어요.',
  '고정 프레임 레이트(30 fps)로 다시 내보낸 다음 올려 주세요.',
  '참고: https://support.example.com/articles/variable-frame-rate-video-cannot-be-encoded?source=worker&attempt=3',
].join('\n')

const bad: State[] = [
  { name: 'failed', jobs: [damaged] },
  { name: 'failed-long-reason', jobs: [video(lecture, failedVideo(longReason))] },
  {
    name: 'failed-endless-reason',
    jobs: [video(lecture, failedVideo(Array<string>(12).fill(longReason).join('\n')))],
  },
  { name: 'failed-code', jobs: [video(lecture, failedVideo('ENCODE_TIMEOUT'))] },
  { name: 'failed-import', jobs: [excel(sheet, failed('‘이름’ 열을 찾을 수 없어요.'))] },
  { name: 'retrying', jobs: [damaged], reply: 'hangs', pressed: '.wjb-button[aria-label*=":"]' },
  {
    name: 'retry-refused',
    jobs: [damaged],
    reply: () => Response.json({ detail: '원본 영상이 이미 삭제됐어요.' }, { status: 409 }),
    pressed: '.wjb-button[aria-label*=":"]',
  },
]

const stopped: State[] = [
  { name: 'gone', jobs: [video(lecture, 404, { past: [[9 * SECOND, 404]] })] },
  { name: 'signed-out', jobs: [video(lecture, 401)] },
  {
    name: 'quiet',
    jobs: [
      video(lecture, stuck({ percent: 62 }), {
        past: [[6.1 * HOUR, stuck({ percent: 62 })]],
      }),
    ],
  },
]

const actions: State[] = [
  {
    name: 'removed',
    jobs: [video('고등 국어 12강 – 고전 시가의 이해와 감상.mp4', ready), encodingLecture],
    removed: true,
  },
  {
    name: 'stop-dialog',
    jobs: [encodingLecture],
    pressed: '.wjb-button[aria-label*=":"]',
    ownPage: 'covered',
  },
]

const everyday: StateJob[] = [
  encodingLecture,
  excel(sheet, importing({ percent: 41, remaining: 20 })),
  damaged,
  excel('출결 내보내기', exported),
  messaging(notice, done({ sent: 1_204, failed: notes(3) })),
  video('중등 수학 2강 – 일차함수.mp4', ready),
]

/** As after a semester of work: a few in progress, the rest remembered. */
const twoHundred: StateJob[] = [
  ...everyday,
  ...Array.from({ length: 194 }, (_, index) =>
    index % 9 === 4
      ? video(`과학 ${194 - index}강.mp4`, 'hangs', { outcome: { state: 'failed' } })
      : video(`과학 ${194 - index}강.mp4`, 'hangs', {
          outcome: {
            state: 'succeeded',
            result: { type: 'video', durationSeconds: 1_800 + 37 * index },
          },
        }),
  ),
]

const full: State[] = [
  { name: 'everyday', jobs: everyday },
  { name: 'two-hundred', jobs: twoHundred },
]

const titles: State[] = [
  {
    name: 'titles',
    jobs: [
      video(
        `${'아주 긴 제목이 끝없이 이어지는 강의 '.repeat(9)}${'가'.repeat(6)}최종_진짜최종.mp4`,
        encoding({ percent: 45, remaining: 185 }),
      ),
      video('👩‍🏫', encoding({ percent: 12 })),
      excel('قائمة الطلاب الجدد للفصل الدراسي الثاني.xlsx', importing({ percent: 70 })),
      video('<img src=x onerror="alert(1)"><b>굵게</b>.mp4', ready),
      video('nospacesatallinthisveryverylongfilename_2025_07_01_final_v2.mp4', queued),
      video('a', failedVideo('<b>굵게</b> & "따옴표"')),
    ],
  },
]

/** All that the box can look like. */
export const groups: readonly StateGroup[] = [
  { title: { ko: '접힌 상자', en: 'Collapsed' }, states: pills },
  { title: { ko: '시작', en: 'Before it moves' }, states: waiting },
  { title: { ko: '진행', en: 'In progress' }, states: progress },
  { title: { ko: '완료', en: 'Done' }, states: good },
  { title: { ko: '실패', en: 'Failed' }, states: bad },
  { title: { ko: '확인 멈춤', en: 'Not updating' }, states: stopped },
  { title: { ko: '동작', en: 'Actions' }, states: actions },
  { title: { ko: '목록', en: 'Lists' }, states: full },
  { title: { ko: '제목', en: 'Titles' }, states: titles },
]
