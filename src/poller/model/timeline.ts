import type { Finding } from './checkLog'
import type { JobReply, Options } from './history'
import type { Entry, Log, Message, Outcome, Screen } from './Log'

/** As many lines of a repetition are shown at its beginning, and at its end. */
const SHOWN_OF_REPETITION = 4
/** A line alone, a request and its answer, or those of several jobs with a sign of life of a socket. */
const PERIODS = [1, 2, 4, 6]
/** What differs between lines that say the same. */
const COUNTERS = /(?<=^[→←] )\d+|(?<=Retry-After )[\d.]+|(?<=^component )\d+|(?<=video )\d+/g

/** A log as text, a line for each thing that happened, and below the line at fault what is wrong. */
export function timeline(log: Log, finding: Finding | null): string {
  const page = [log.hidden && 'hidden', log.offline && 'offline'].filter(Boolean)
  const lines: Line[] = [{ t: 0, words: ['the page loads', ...page].join(', ') }]
  const last = new Map<number, string>()
  for (const [index, entry] of log.entries.entries()) {
    for (const words of describe(entry, last)) lines.push({ t: entry.t, words })
    if (finding?.entry === index) {
      const job = finding.job !== null && log.jobs > 1 ? `video ${finding.job + 1}: ` : ''
      lines.push({ t: entry.t, words: `✗ ${job}${finding.message}` })
      break
    }
  }
  return shortened(lines)
    .map(({ t, words }) => `${(t / 1000).toFixed(3).padStart(10)} ${words}`)
    .join('\n')
}

type Line = { t: number; words: string }

/** Leaves out the middle of what is said again and again. */
function shortened(lines: Line[]): Line[] {
  const patterns = lines.map(({ words }) => words.replaceAll(COUNTERS, '#'))
  const short: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    const alike = Math.max(...PERIODS.map((period) => repetition(patterns, at, period)))
    const left = alike - 2 * SHOWN_OF_REPETITION
    if (left <= SHOWN_OF_REPETITION) {
      short.push(...lines.slice(at, at + 1))
      continue
    }
    const resumed = at + SHOWN_OF_REPETITION + left
    short.push(...lines.slice(at, at + SHOWN_OF_REPETITION))
    short.push({
      t: lines[resumed - 1]?.t ?? 0,
      words: `… and so on, ${left} more lines like these`,
    })
    short.push(...lines.slice(resumed, resumed + SHOWN_OF_REPETITION))
    at = resumed + SHOWN_OF_REPETITION - 1
  }
  return short
}

/** How many lines from `from` on repeat, `period` lines at a time. */
function repetition(patterns: readonly string[], from: number, period: number): number {
  let end = from
  while (end + period < patterns.length && patterns[end] === patterns[end + period]) end++
  return end === from ? 0 : end + period - from
}

function describe(entry: Entry, last: Map<number, string>): string[] {
  switch (entry.is) {
    case 'page':
      return [`the page is ${entry.event}`]
    case 'clock': {
      const { byMs } = entry
      return [`the clock is set ${Math.abs(byMs) / 1000} s ${byMs < 0 ? 'back' : 'ahead'}`]
    }
    case 'mounted':
    case 'changed':
      return [
        `component ${entry.place} ${entry.is === 'mounted' ? 'mounts' : 'changes'}: video ${entry.job + 1}${optionsText(entry.options)}`,
      ]
    case 'unmounted':
      last.delete(entry.place)
      return [`component ${entry.place} leaves`]
    case 'refetch':
      return [`component ${entry.place} calls refetch()`]
    case 'resume':
      return ['client.resume()']
    case 'invalidate':
      return ['queryClient.invalidateQueries()']
    case 'retried':
      return [`client.retry() of video ${entry.job + 1}: ${entry.status}`]
    case 'start':
      return [`→ ${entry.request} for video ${entry.job + 1}`]
    case 'end':
      return [`← ${entry.request}: ${outcomeText(entry.outcome)}`]
    case 'settled':
      return [`onSettled (${entry.listener}): ${entry.shown.state}`]
    case 'spin':
      return ['timers fire without end']
    case 'left':
      return [`nothing is mounted; timers: ${entry.timers}, sockets: ${entry.sockets}`]
    case 'connect':
      return [`⇢ socket ${entry.socket} connects`]
    case 'opened':
      return [`⇠ socket ${entry.socket} is open`]
    case 'closed':
      return [`${entry.by === 'page' ? '⇢' : '⇠'} socket ${entry.socket} is closed`]
    case 'sent': {
      const jobs = entry.jobs.map((job) => ` video ${job + 1}`)
      return [`⇢ socket ${entry.socket}: ${entry.type}${jobs.join()}`]
    }
    case 'heard':
      return [`⇠ socket ${entry.socket}: ${messageText(entry.message)}`]
    case 'truth':
      return [`video ${entry.job + 1} is ${replyText(entry.reply)} since ${entry.since / 1000} s`]
    case 'screens': {
      const news = new Map<string, number[]>()
      for (const screen of entry.screens) {
        const text = screenText(screen)
        if (last.get(screen.place) === text) continue
        last.set(screen.place, text)
        news.set(text, [...(news.get(text) ?? []), screen.place])
      }
      return [...news].map(([text, places]) =>
        places.length === 1
          ? `  component ${places.join('')} shows ${text}`
          : `  components ${places.join(' ')} show ${text}`,
      )
    }
  }
}

function optionsText({ listener, ...options }: Options): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const parts = given.map(([name, value]) => `${name} ${String(value)}`)
  if (listener !== 'none') parts.push(`onSettled ${listener}`)
  return parts.map((part) => `, ${part}`).join('')
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.is) {
    case 'aborted':
      return 'aborted'
    case 'failed': {
      const { kind, status, retryAfterMs } = outcome
      const wait = retryAfterMs === null ? '' : `, Retry-After ${retryAfterMs / 1000} s`
      return `${kind}${status === null ? '' : ` ${status}`}${wait}`
    }
    case 'answered':
      return replyText(outcome.reply)
  }
}

function replyText({ status, ...rest }: JobReply): string {
  const fields = Object.entries({ ...rest, is: undefined }).filter(([, it]) => it !== undefined)
  return `${status}${fields.map(([name, it]) => ` ${name} ${JSON.stringify(it)}`).join('')}`
}

function messageText(message: Message): string {
  switch (message.is) {
    case 'pong':
      return 'pong'
    case 'nonsense':
      return `no message (${message.what})`
    case 'error':
      return `no video ${message.job + 1}`
    case 'status':
      return `video ${message.job + 1} is ${replyText(message.reply)}`
  }
}

function screenText({ poll }: Screen): string {
  const { job, phase, error, changedAt, live } = poll
  const parts: string[] = [live ? `${phase}, live` : phase, job ? job.state : 'no job']
  if (job && 'progress' in job) parts.push(`${job.progress?.percent ?? '-'} %`)
  if (error) parts.push(`error ${error.kind} ${error.status ?? ''}`.trim())
  if (changedAt !== null) parts.push(`changed ${new Date(changedAt).toISOString().slice(11, 23)}`)
  return parts.join(', ')
}
