import type { JobStatusErrorKind } from '../../job/JobStatusError'
import { formatsOf } from './formats'

const { number, percent, duration, length, ago } = formatsOf('en')
const rules = new Intl.PluralRules('en')
const plural = (count: number, one: string, other: string) =>
  `${number(count)} ${rules.select(count) === 'one' ? one : other}`

/** What the box says in English; the source of what it says in any language. */
export const en = {
  /** What it is in, as HTML has it. */
  lang: 'en' as string,
  box: 'Job box',
  states: {
    connecting: 'Checking',
    queued: 'Waiting',
    running: 'In progress',
    succeeded: 'Done',
    failed: 'Failed',
    stopped: 'Not updating',
  },
  summary: {
    active: (count: number) => `${number(count)} in progress`,
    lost: 'no connection',
    attention: (count: number) => `${number(count)} to check`,
    failed: (count: number) => `${number(count)} failed`,
    done: (count: number) => `${number(count)} done`,
    empty: 'No jobs',
  },
  /** Of all that is in progress: the server tells of each change as it happens. */
  live: 'Live',
  /** What a job without a title is called. */
  untitled: {
    video: (id: string) => `Video ${id}`,
    excel: (id: string) => `Excel job ${id}`,
    messaging: (id: string) => `Messages ${id}`,
  },
  emptyTitle: 'Nothing here yet',
  emptyHint: 'Uploads, imports and exports that you start show up here.',

  actions: {
    retry: 'Retry',
    stop: 'Stop',
    remove: 'Remove',
    download: 'Download',
    open: 'Open',
    check: 'Check again',
  },
  /** The accessible name of an action: what is seen, and which job it is for. */
  actionOn: (action: string, title: string) => `${action}: ${title}`,
  clearFinished: 'Clear finished',
  undo: 'Undo',
  /** What stands after the title of a removed job. */
  removed: 'removed',
  removedRunning: 'removed, keeps running',
  removedMany: (count: number) => `Removed ${plural(count, 'job', 'jobs')}`,

  notices: {
    label: 'Notify me when jobs end',
    blocked: 'Notifications are blocked in your browser’s settings.',
    /** The title of one notification for several jobs. */
    several: (count: number) => `${plural(count, 'job has', 'jobs have')} ended`,
  },

  stopTitle: 'Stop encoding?',
  stopText: (title: string) => `“${title}” will be deleted, and what is encoded so far is lost.`,
  stopConfirm: 'Stop encoding',
  stopCancel: 'Keep going',

  percent,
  soon: 'Almost done',
  timeLeft: (time: Parameters<typeof duration>[0]) => `About ${duration(time)} left`,
  /** A job of which nothing new has been heard for a while. */
  stall: { still: 'Still working', long: 'Taking longer than usual' },
  lost: 'Connection lost',
  lastChecked: (ms: number) => `last checked ${ago(ms)}`,

  results: {
    length: (seconds: number) => `${length(seconds)} long`,
    created: (count: number) => `${number(count)} added`,
    duplicates: (count: number) => plural(count, 'duplicate', 'duplicates'),
    restored: (count: number) => `${number(count)} restored`,
    failed: (count: number) => `${number(count)} failed`,
    allFailed: (count: number) => (count === 1 ? '1 failed' : `all ${number(count)} failed`),
    nothingNew: 'Nothing new',
    enrolled: (count: number) => `${number(count)} enrolled`,
    createdStudents: (count: number) => plural(count, 'new student', 'new students'),
    sent: (count: number) => `${number(count)} sent`,
    file: 'File is ready',
    missing: 'It is done, but the result has not arrived.',
  },
  /** What is said to those who listen, as sentences without a full stop. */
  heard: {
    quote: (title: string) => `“${title}”`,
    jobs: (count: number) => plural(count, 'job', 'jobs'),
    started: (what: string) => `${what} started`,
    done: (what: string) => `${what} is done`,
    failed: (what: string) => `${what} failed`,
  },
  showFailed: (count: number) => `Show ${plural(count, 'failure', 'failures')}`,
  row: (row: number) => `Row ${number(row)}`,
  more: (count: number) => `and ${number(count)} more`,
  checkForReason: 'Check again to see why',
  checkForRows: 'Check again to see which',
  unknownReason: 'The server gave no reason. If it happens again, contact support.',

  actionFailed: 'That did not work. Try again.',
  /** Why nothing more is heard of a job, or why an action failed. */
  problems: {
    network: 'Could not reach the server. Check your connection and try again.',
    timeout: 'The server took too long to answer. Try again in a moment.',
    http: 'The server has a problem right now. Try again in a moment.',
    malformed: 'The server sent an answer that we cannot read.',
    unauthorized: 'You are signed out. Sign in again to keep following this job.',
    gone: 'This job no longer exists.',
    misconfigured: 'The app cannot ask for this job. Contact support.',
    quiet: 'Nothing has changed for 6 hours. Check again to keep following it.',
  } satisfies Record<JobStatusErrorKind | 'quiet', string>,

  steps: {
    /** Whether a step that is known is called by these names, or as the server calls it. */
    source: 'ours' as 'ours' | 'server',
    /** By place: videos send no keys. */
    video: [
      'Preparing',
      'Downloading',
      'Analyzing',
      'Encoding',
      'Validating',
      'Thumbnail',
      'Uploading',
    ] as readonly string[],
    excel: {
      downloading: 'Downloading',
      parsing: 'Reading rows',
      enrolling: 'Enrolling',
      done: 'Finishing',
    } as Readonly<Record<string, string>>,
    messaging: {
      checking: 'Checking schedule',
      validating: 'Checking balance',
      sending: 'Sending',
      done: 'Finishing',
    } as Readonly<Record<string, string>>,
  },
}

/** What a language has to say. */
export type Words = typeof en
