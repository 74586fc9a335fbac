import type { Words } from './en'
import { formatsOf } from './formats'

const { number, percent, duration, length, ago } = formatsOf('ko')

/** What the box says in Korean. */
export const ko: Words = {
  lang: 'ko',
  box: '작업 박스',
  states: {
    connecting: '확인 중',
    queued: '대기 중',
    running: '진행 중',
    succeeded: '완료',
    failed: '실패',
    stopped: '확인 멈춤',
  },
  summary: {
    active: (count) => `진행 중 ${number(count)}`,
    lost: '연결 끊김',
    attention: (count) => `확인 필요 ${number(count)}`,
    failed: (count) => `실패 ${number(count)}`,
    done: (count) => `완료 ${number(count)}`,
    empty: '작업 없음',
  },
  live: '실시간',
  untitled: {
    video: (id) => `영상 ${id}`,
    excel: (id) => `엑셀 작업 ${id}`,
    messaging: (id) => `메시지 발송 ${id}`,
  },
  emptyTitle: '아직 작업이 없어요',
  emptyHint: '영상을 올리거나 엑셀로 등록하면 여기에서 진행 상황을 볼 수 있어요.',

  actions: {
    retry: '재시도',
    stop: '중단',
    remove: '목록에서 제거',
    download: '다운로드',
    open: '열기',
    check: '다시 확인',
  },
  actionOn: (action, title) => `${action}: ${title}`,
  clearFinished: '완료 지우기',
  undo: '실행 취소',
  removed: '제거함',
  removedRunning: '제거함 · 작업은 계속돼요',
  removedMany: (count) => `작업 ${number(count)}개 제거함`,

  notices: {
    label: '작업이 끝나면 알림 받기',
    blocked: '브라우저 설정에서 알림을 차단했어요.',
    several: (count) => `작업 ${number(count)}개가 끝났어요`,
  },

  stopTitle: '인코딩을 중단할까요?',
  stopText: (title) => `중단하면 ‘${title}’ 영상이 삭제되고 지금까지 인코딩한 내용도 사라져요.`,
  stopConfirm: '인코딩 중단',
  stopCancel: '계속',

  percent,
  soon: '곧 끝나요',
  timeLeft: (time) => `약 ${duration(time)} 남음`,
  stall: { still: '아직 작업 중이에요', long: '평소보다 오래 걸려요' },
  lost: '연결이 끊겼어요',
  lastChecked: (ms) => `마지막 확인 ${ago(ms)}`,

  results: {
    length: (seconds) => `길이 ${length(seconds)}`,
    created: (count) => `등록 ${number(count)}`,
    duplicates: (count) => `중복 ${number(count)}`,
    restored: (count) => `복구 ${number(count)}`,
    failed: (count) => `실패 ${number(count)}`,
    allFailed: (count) => (count === 1 ? '1건 실패' : `${number(count)}건 모두 실패`),
    nothingNew: '새로 등록한 내용 없음',
    enrolled: (count) => `수강 등록 ${number(count)}`,
    createdStudents: (count) => `새 학생 ${number(count)}`,
    sent: (count) => `발송 ${number(count)}`,
    file: '파일 준비됨',
    missing: '끝났지만 결과가 아직 오지 않았어요.',
  },
  heard: {
    quote: (title) => `‘${title}’`,
    jobs: (count) => `작업 ${number(count)}개`,
    started: (what) => `${what} 시작했어요`,
    done: (what) => `${what} 끝났어요`,
    failed: (what) => `${what} 실패했어요`,
  },
  showFailed: (count) => `실패 ${number(count)}건 보기`,
  row: (row) => `${number(row)}행`,
  more: (count) => `외 ${number(count)}건`,
  checkForReason: '이유를 보려면 다시 확인',
  checkForRows: '실패 내역을 보려면 다시 확인',
  unknownReason: '서버가 이유를 알려 주지 않았어요. 계속되면 문의해 주세요.',

  actionFailed: '잘되지 않았어요. 다시 시도해 주세요.',
  problems: {
    network: '서버에 연결하지 못했어요. 인터넷 연결을 확인하고 다시 시도해 주세요.',
    timeout: '서버가 제때 응답하지 않았어요. 잠시 뒤에 다시 시도해 주세요.',
    http: '지금 서버에 문제가 있어요. 잠시 뒤에 다시 시도해 주세요.',
    malformed: '서버가 보낸 응답을 읽지 못했어요.',
    unauthorized: '로그아웃됐어요. 다시 로그인하면 이어서 확인할 수 있어요.',
    gone: '더 이상 없는 작업이에요.',
    misconfigured: '이 작업을 확인할 수 없어요. 관리자에게 문의해 주세요.',
    quiet: '6시간 동안 아무 변화가 없어요. 다시 확인해 주세요.',
  },

  steps: {
    source: 'server',
    video: ['준비', '다운로드', '분석', '인코딩', '검증', '썸네일', '업로드'],
    excel: { downloading: '다운로드', parsing: '파싱', enrolling: '등록', done: '완료' },
    messaging: { checking: '예약확인', validating: '잔액확인', sending: '발송', done: '완료' },
  },
}
