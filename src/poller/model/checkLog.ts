import {
  afterPageEvent,
  afterRefetch,
  afterResume,
  afterRetry,
  afterSettingBack,
  afterWatchers,
} from './afterEvent'
import { afterOutcome } from './afterOutcome'
import type { Belief } from './Belief'
import { createPageStarts, type Crowd, type PageStarts } from './Crowd'
import type { Entry, Log, Screen } from './Log'
import { mayStart, type NextRequest } from './nextRequest'
import { createLine } from './push/createLine'
import { truthFault } from './push/truthFault'
import { afterLook, screenFault } from './screenFault'
import { BrokenRule, createSubject, type Step, type Subject } from './Subject'
import { isEnabled, type Surroundings } from './Surroundings'

/** What a log holds against the rules. */
export type Finding = {
  /** The index of the entry that breaks a rule. */
  entry: number
  /** The job that it is about; null: the page. */
  job: number | null
  message: string
}

/**
 * Holds a log against the rules of the poller, and tells of the first thing that is wrong with it:
 * a request that no rule asks for, one that is missing, or a screen that does not show what was
 * answered. It knows nothing of how the poller decides.
 */
export function checkLog(log: Log): Finding | null {
  const page = { visible: !log.hidden, online: !log.offline }
  const starts = createPageStarts()
  const subjects = Array.from({ length: log.jobs }, (_, job) => createSubject(job, page, starts))
  const line = log.sockets ? createLine(subjects) : null
  let checkedUntil = 0
  /** When a retry or a resumption last threw away what had been asked before. */
  let restartedAt = -Infinity

  for (const [index, entry] of log.entries.entries()) {
    try {
      if (entry.t > checkedUntil) {
        for (const subject of subjects) subject.expectUntil(entry.t)
        line?.expectUntil(entry)
      }
      checkedUntil = entry.t
      if (entry.is === 'retried' || entry.is === 'resume') restartedAt = entry.t
      if (entry.is === 'page') {
        switch (entry.event) {
          case 'hidden':
          case 'shown':
            page.visible = entry.event === 'shown'
            break
          case 'offline':
          case 'online':
            page.online = entry.event === 'online'
            break
          case 'left':
          case 'restored':
          case 'frozen':
          case 'thawed':
        }
      }
      if (entry.is === 'clock') starts.setClock(entry.byMs)
      if (entry.is === 'spin') throw new BrokenRule('rule 2: timers fire without end', null)
      if (entry.is === 'left' && entry.timers > 0) {
        throw new BrokenRule(`rule 16: ${entry.timers} timers are left`, null)
      }
      if (entry.is === 'left' && entry.sockets > 0) {
        throw new BrokenRule('push: a connection is left', null)
      }
      line?.apply(entry)
      for (const subject of 'job' in entry ? subjects.slice(entry.job, entry.job + 1) : subjects) {
        apply(entry, subject, starts, restartedAt === entry.t)
      }
      line?.note(entry)
    } catch (broken) {
      if (!(broken instanceof BrokenRule)) throw broken
      return { entry: index, job: broken.job, message: broken.message }
    }
    if (starts.note(entry.t, crowdOf(subjects))) for (const one of subjects) one.reconsider(entry)
  }
  return null
}

function apply(entry: Entry, subject: Subject, starts: PageStarts, isRestarted: boolean): void {
  const { advance } = subject
  const before = subject.around()
  switch (entry.is) {
    case 'page': {
      const { event } = entry
      // To be frozen, or left, is no concern of the requests: nothing runs meanwhile.
      if (event === 'left' || event === 'frozen' || event === 'thawed') return
      advance((belief) => afterPageEvent(belief, event, entry, before))
      return
    }
    case 'clock':
      if (entry.byMs < 0) advance((belief) => [afterSettingBack(belief)])
      return
    case 'mounted':
    case 'changed':
    case 'unmounted': {
      const others = before.watchers.filter(({ place }) => place !== entry.place)
      const { place } = entry
      subject.watch(
        entry.is === 'unmounted' ? others : [...others, { place, options: entry.options }],
      )
      advance((belief) => [afterWatchers(belief, before, subject.around(), entry)])
      return
    }
    case 'refetch':
      advance((belief) => afterRefetch(belief, entry))
      return
    case 'resume':
      advance((belief) => afterResume(belief, entry))
      return
    case 'retried':
      advance((belief) => [afterRetry(belief, entry)])
      return
    case 'start': {
      const tooMany = starts.start(entry.t, subject.mayGoFirst())
      if (tooMany !== null) throw new BrokenRule(tooMany, subject.job)
      advance((belief) => onStart(belief, subject.next(belief), entry))
      return
    }
    case 'end':
      advance((belief) => onEnd(belief, entry, before, isRestarted))
      return
    case 'screens':
      advance((belief) => onScreens(belief, entry.screens, subject.job, before))
      return
    case 'settled':
      advance((belief) => onSettled(belief, entry.listener))
      return
    case 'truth': {
      const { reply, since } = entry
      advance((belief) => truthFault(belief, reply, since) ?? [belief])
      return
    }
    case 'spin':
    case 'left':
    case 'invalidate':
    case 'connect':
    case 'opened':
    case 'closed':
    case 'sent':
    case 'heard':
  }
}

function onStart(belief: Belief, next: NextRequest, entry: Entry & { is: 'start' }): Step {
  if (next.silent !== null) return `${next.silent}, but there is a request`
  if (!mayStart(next, entry)) {
    const [first] = next.may
    const age = first ? entry.t - first.since.t : 0
    return `${first?.rule ?? ''}: a request too early, after ${age} of ${first?.ms ?? 0} ms`
  }
  const { request } = entry
  const flight = { request, from: entry, manual: belief.asked !== null, overtaken: false }
  return [{ ...belief, flight, asked: null, lastStart: entry }]
}

function onEnd(
  belief: Belief,
  entry: Entry & { is: 'end' },
  around: Surroundings,
  isRestarted: boolean,
): Step {
  const wanted = around.online && around.watchers.some(isEnabled)
  if (entry.outcome.is === 'aborted' && wanted && !isRestarted) {
    return 'rule 16: a request was aborted while somebody watched'
  }
  return afterOutcome(belief, entry.outcome, entry, around)
}

function onScreens(
  belief: Belief,
  screens: readonly Screen[],
  job: number,
  around: Surroundings,
): Step {
  if (belief.flight && around.watchers.length === 0) {
    return 'rule 16: the last component has left, and its request goes on'
  }
  const untold = belief.owed.find((listener) => !belief.told.includes(listener))
  if (untold !== undefined) return `rule 17: onSettled (${untold}) was not called`
  let next = belief
  for (const screen of screens) {
    if (!around.watchers.some(({ place }) => place === screen.place)) continue
    const fault = screenFault(belief, screen, job, around)
    if (fault !== null) return fault
    next = afterLook(next, screen)
  }
  return [next]
}

function onSettled(belief: Belief, listener: string): Step {
  if (belief.told.includes(listener)) return `rule 17: onSettled (${listener}) was called twice`
  if (![...belief.owed, ...belief.mayTell].includes(listener)) {
    return `rule 17: onSettled (${listener}) was called for no end that it saw`
  }
  return [{ ...belief, told: [...belief.told, listener] }]
}

function crowdOf(subjects: readonly Subject[]): Crowd {
  let [least, most] = [0, 0]
  for (const subject of subjects) {
    const { watchers, visible, online } = subject.around()
    const enabled = watchers.filter(isEnabled)
    const beliefs = subject.beliefs()
    const isAskedFor = beliefs.some(
      ({ ending, stop, live, failure }) =>
        !ending?.settled && !stop && (!live || ending || failure),
    )
    if (enabled.length === 0 || !isAskedFor) continue
    most++
    const mayAsk = visible || enabled.some(({ options }) => options.hiddenIntervalMs !== false)
    const asks = beliefs.every(
      ({ ending, stop, failure, live }) => !ending && !stop && !failure && !live,
    )
    if (online && mayAsk && asks) least++
  }
  return { least, most }
}
