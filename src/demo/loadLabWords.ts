import type { LaneName } from './loadLabStore'
import type { Lang } from './settings'

/** A figure of a lane, as text. */
type OfLane = (lane: LaneName) => string

/** What the load lab says; figures come in as text, in the language's own digits. */
const ko = {
  title: '한 시간을 1분 만에',
  question: (videos: number, excel: number) =>
    `작업 ${videos + excel}개(영상 ${videos}, 엑셀 ${excel})가 한 시간 동안 돌아가고, 페이지는 얼마나 됐는지 계속 물어요. 그때마다 DB가 조회(SELECT)를 한다면 모두 몇 번일까요?`,
  lanes: {
    today: '지금 방식',
    half: '절반만 묻기',
    redisFirst: 'Redis 먼저',
    push: '푸시',
  },
  asks: {
    db: (seconds: number) => `${seconds}초마다 DB에 물어요`,
    'redis-first': (seconds: number) => `${seconds}초마다 Redis(메모리)에 물어요`,
    push: () => '묻지 않고, 바뀌면 소켓으로 들어요',
  },
  database: 'DB',
  selects: 'SELECT',
  perSecond: (rate: string) => `1초에 ${rate}번`,
  less: (times: string) => `지금보다 ${times}배 적어요`,
  none: '작업이 도는 내내 0번',
  atEnd: (selects: string) => `끝날 때 +${selects}`,
  plot: '1초당 SELECT 횟수',
  plotNow: (rates: readonly { lane: string; rate: string }[]) =>
    `한 시간 동안의 1초당 SELECT 횟수: ${rates.map(({ lane, rate }) => `${lane} ${rate}번`).join(', ')}`,
  time: (now: string, end: string) => `${now} / ${end}`,
  speed: (times: string) => `실제보다 ${times}배 빨라요`,
  sum: (hour: OfLane, end: OfLane) =>
    `한 시간 지켜보는 동안 DB 조회는 지금 방식으로 ${hour('today')}번, 절반만 물으면 ${hour('half')}번, Redis를 먼저 읽으면 ${hour('redisFirst')}번, 소켓으로 들으면 ${hour('push')}번이었어요. 작업이 끝날 때는 한 번씩 더 확인하느라 ${end('today')}번, ${end('half')}번, ${end('redisFirst')}번, ${end('push')}번이 더 들었어요.`,
  start: '시작',
  pause: '일시정지',
  resume: '이어 보기',
  again: '다시 보기',
  failed: '모의 서버가 멈췄어요. 처음부터 다시 해 볼까요?',
  tryAgain: '다시 시도',
}

const en: typeof ko = {
  title: 'An hour in a minute',
  question: (videos, excel) =>
    `${videos + excel} jobs (${videos} videos, ${excel} Excel files) run for an hour, and the page keeps asking how far they are. How many queries (SELECTs) is that for the database?`,
  lanes: {
    today: 'Today',
    half: 'Half as often',
    redisFirst: 'Redis first',
    push: 'Push',
  },
  asks: {
    db: (seconds) => `asks the database every ${seconds === 1 ? 'second' : `${seconds}\u00a0s`}`,
    'redis-first': (seconds) => `asks Redis, in memory, every ${seconds}\u00a0s`,
    push: () => 'asks nothing: a socket tells',
  },
  database: 'DB',
  selects: 'SELECTs',
  perSecond: (rate) => `${rate} a second`,
  less: (times) => `${times} × less than today`,
  none: 'none while the jobs run',
  atEnd: (selects) => `+${selects} at the end`,
  plot: 'SELECTs per second',
  plotNow: (rates) =>
    `SELECTs per second over the hour: ${rates.map(({ lane, rate }) => `${lane} ${rate}`).join(', ')}`,
  time: (now, end) => `${now} of ${end}`,
  speed: (times) => `${times} × real time`,
  sum: (hour, end) =>
    `An hour of watching cost the database ${hour('today')} queries today’s way, ${hour('half')} asked half as often, ${hour('redisFirst')} with Redis first, and ${hour('push')} over a socket. The end, with one last look at each job, added ${end('today')}, ${end('half')}, ${end('redisFirst')} and ${end('push')}.`,
  start: 'Start',
  pause: 'Pause',
  resume: 'Resume',
  again: 'Run again',
  failed: 'The mock backend stopped. Start over?',
  tryAgain: 'Try again',
}

export type LoadLabWords = typeof ko
export const loadLabWords: Record<Lang, LoadLabWords> = { ko, en }
