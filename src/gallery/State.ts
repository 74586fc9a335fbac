import type { JobKind, Outcome } from '../index'

/**
 * What the scripted server says: a body or a response (of the moment it is asked), the status of an
 * error, nothing at all, or nothing as yet.
 */
export type Answer = object | (() => object) | number | 'down' | 'hangs'

/** A job of a state, and what the server says of it. */
export type StateJob = {
  kind: JobKind
  title: string
  /** What it says from now on. */
  answer: Answer
  /** What it said before: each answer with how long ago it was, ms, the oldest first. */
  past?: readonly (readonly [agoMs: number, answer: Answer])[]
  /** What is remembered of an earlier visit. Nothing is asked of a job that had ended. */
  outcome?: Outcome
}

/** One state of the box. */
export type State = {
  /** Its name in the address. */
  name: string
  /** As they stand in the list. */
  jobs: readonly StateJob[]
  /** Default false. */
  collapsed?: boolean
  /** Whether a socket tells of the jobs in progress. Default false. */
  live?: boolean
  /** Selector of a button of the box that has been pressed. */
  pressed?: string
  /** What Retry and Stop are answered. Default: that it is done. */
  reply?: Answer
  /** Whether the first job has been removed and can be brought back. */
  removed?: boolean
  /** Needs a page of its own: it covers the page, or the page has no connection. */
  ownPage?: 'covered' | 'offline'
}

export type StateGroup = { title: { ko: string; en: string }; states: readonly State[] }
