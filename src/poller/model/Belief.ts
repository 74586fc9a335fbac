import type { JobResult } from '../../job/WorkerJob'
import type { Moment, Outcome } from './Log'

export type Failed = Outcome & { is: 'failed' }

/**
 * What must be true of one job by what was seen so far. Where the rules leave a choice the oracle
 * goes on with a belief for each, and drops those that the rest of the log contradicts.
 */
export type Belief = {
  /** Overtaken: a message of a later state came meanwhile. */
  flight: { request: number; from: Moment; manual: boolean; overtaken: boolean } | null
  /** Somebody called `refetch()`, and the request for it has not started. */
  asked: Moment | null
  /** The start of the last request, and of the last one that was not aborted. */
  lastStart: Moment | null
  heardStart: Moment | null
  lastAnswer: Moment | null
  /** The last outcome, if it was a failure. */
  failure: {
    at: Moment
    why: Failed
    /** How many in a row: a retry or a resumption in between may count as a new beginning. */
    least: number
    most: number
    gone: number
    /** When somebody came back since. */
    returned: Moment | null
  } | null
  /** Failures before a retry or a resumption. */
  failuresBefore: number
  /** From the first terminal answer on. */
  ending: { failures: number; settled: boolean } | null
  stop: null | 'refused' | 'gone' | 'quiet'
  /** Since when nothing has changed: the last change, or somebody who asked to go on. */
  quietSince: Moment | null
  eased: boolean
  /** Somebody came, and is not to wait out a long interval. */
  arrival: { at: Moment; lastAnswerIs: 'old' | 'fresh' | 'unclear'; must: boolean } | null
  /** A retry or a resumption, since which no request has started. */
  restart: Moment | null
  shown: Shown | null
  /** What the last believed answer reported; null: the next one is news, or is not. */
  said: string | null
  /** More than one value where the rules do not say which. */
  changedAt: (number | null)[]
  checkedAt: (number | null)[]
  errors: (Failed | null)[]
  /** Since an accepted retry no answer was believed. */
  retriedAt: Moment | null
  version: number | null
  /** The functions to call about this attempt: those that must be, may be and have been. */
  owed: readonly string[]
  mayTell: readonly string[]
  told: readonly string[]
  /** While a socket tells of the job: when it last did, or a check last agreed with it. */
  live: Moment | null
  /** When such a socket was lost. */
  lost: Moment | null
  /** Since when a socket that works was to tell of the job, of which nothing is known. */
  awaits: Moment | null
  /** What the server asked for that has much to do, though a message has come since. */
  notBefore: { since: Moment; ms: number } | null
  /** The last thing that may have moved the next request. */
  touchedAt: number
  /** Whether the computer's clock was ever set back. */
  isSetBack: boolean
}

/** What a component shows of a job, but for what is the same for all of them. */
export type Shown = {
  title: string | null
  /** Null: any. */
  rawStatus: string | null
} & (
  | { state: 'queued' | 'running'; progress: ShownProgress | null }
  | { state: 'succeeded'; result: JobResult | null }
  | { state: 'failed'; reason: string | null }
)

export type ShownProgress = {
  percent: number | null
  remainingSeconds: number | null
  updatedAt: number | null
  step: { key: null; index: number; total: number; name: string; percent: number | null } | null
}

export const NOTHING_KNOWN: Belief = {
  flight: null,
  asked: null,
  lastStart: null,
  heardStart: null,
  lastAnswer: null,
  failure: null,
  failuresBefore: 0,
  ending: null,
  stop: null,
  quietSince: null,
  eased: false,
  arrival: null,
  restart: null,
  shown: null,
  said: null,
  changedAt: [null],
  checkedAt: [null],
  errors: [null],
  retriedAt: null,
  version: null,
  owed: [],
  mayTell: [],
  told: [],
  live: null,
  lost: null,
  awaits: null,
  notBefore: null,
  touchedAt: 0,
  isSetBack: false,
}

/** The belief once something has happened that may have moved the next request. */
export const touched = (belief: Belief, now: Moment): Belief => ({ ...belief, touchedAt: now.t })
