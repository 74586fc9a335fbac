import { useState, useSyncExternalStore, type CSSProperties, type ReactNode } from 'react'
import type { JobBoxStore } from '../index'
import { findFinals, pathOf, type createRequestLog, type LoggedRequest } from './requestLog'
import { useDrift, useSecond } from './useSecond'
import type { DemoWords } from './words'

/** How much time a strip shows. */
const WINDOW_SECONDS = 60

/**
 * One lane a job: a dot for each poll where it was sent, pale if another tab sent it, a small mark for
 * each message of a socket, a ring for the final fetch, then nothing.
 */
export function RequestStrips(props: {
  words: DemoWords
  store: JobBoxStore
  requestLog: ReturnType<typeof createRequestLog>
}) {
  const { words, store, requestLog } = props
  const log = useSyncExternalStore(requestLog.subscribe, requestLog.getSnapshot)
  const { jobs } = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const asked = jobs.filter(({ ref }) => log[pathOf(ref)]?.length)

  return (
    <section className="card" aria-labelledby="strip-heading">
      <h2 id="strip-heading">{words.strip.title}</h2>
      <p className="strip-lead">{words.strip.lead}</p>
      <ul className="legend" aria-hidden="true">
        {(['push', 'redis', 'cache', 'db', 'failed', 'final', 'told'] as const).map((entry) => (
          <li key={entry}>
            <i className="dot" data-source={entry} />
            {words.strip[entry]}
          </li>
        ))}
      </ul>
      {asked.length === 0 ? (
        <p className="strip-empty">{words.strip.empty}</p>
      ) : (
        <div className="lanes">
          {asked.map(({ ref, title }) => (
            <Lane
              key={pathOf(ref)}
              title={title || `${words.kinds[ref.kind]} ${ref.id}`}
              requests={log[pathOf(ref)] ?? []}
              words={words}
            />
          ))}
        </div>
      )}
      {asked.length > 0 && (
        <div className="lane-axis" aria-hidden="true">
          <span>{words.strip.secondsAgo(60)}</span>
          <span>{words.strip.secondsAgo(30)}</span>
          <span>{words.strip.now}</span>
        </div>
      )}
    </section>
  )
}

const pageStart = Date.now()
const inSeconds = (time: number) => (time - pageStart) / 1000

function Lane(props: { title: string; requests: readonly LoggedRequest[]; words: DemoWords }) {
  const { title, requests, words } = props
  const now = useSecond()
  const drift = useDrift()
  const { finals, isOver } = findFinals(requests)
  const last = requests.at(-1)
  const told = requests.filter((request) => request.told).length
  const asked = requests.filter(({ source }) => source !== 'push').length
  const quiet = isOver && last ? Math.floor((now - last.sentAt) / 1000) : 0
  const recent = requests
    .map((request, index) => ({ ...request, isFinal: finals.has(index) }))
    .filter((request) => now - request.sentAt < (WINDOW_SECONDS + 2) * 1000)

  return (
    <div className="lane">
      <div className="lane-name">
        <span title={title}>{title}</span>
        <small>{quiet > 2 ? words.strip.quiet(quiet) : `× ${asked}`}</small>
      </div>
      <div
        className="lane-track"
        role="img"
        aria-label={
          words.strip.lane(title, asked) +
          (requests.length > asked ? `, ${words.strip.push}: ${requests.length - asked}` : '') +
          (told > 0 ? `, ${words.flow.told}: ${told}` : '')
        }
      >
        <Tape key={drift}>
          {recent.map(({ id, sentAt, source, told, isFinal }) => (
            <i
              key={id}
              className="dot"
              data-source={source ?? 'open'}
              data-final={isFinal || undefined}
              data-told={told || undefined}
              style={{ '--sent': inSeconds(sentAt).toFixed(3) } as CSSProperties}
            />
          ))}
        </Tape>
      </div>
    </div>
  )
}

/** Runs on by itself, from where it is when it is put in. */
function Tape({ children }: { children: ReactNode }) {
  const [since] = useState(() => inSeconds(Date.now()))
  return (
    <div className="lane-tape" style={{ '--since': since.toFixed(3) } as CSSProperties}>
      {children}
    </div>
  )
}
