import { useSyncExternalStore } from 'react'
import type { createRequestLog } from './requestLog'
import type { DemoWords } from './words'

/**
 * What answered the page's own requests; a cache, failures and other tabs only where there were any.
 */
export function AnswerFlow(props: {
  words: DemoWords
  requestLog: ReturnType<typeof createRequestLog>
}) {
  const { words, requestLog } = props
  const log = useSyncExternalStore(requestLog.subscribe, requestLog.getSnapshot)
  const all = Object.values(log).flat()
  const pushed = all.filter(({ source }) => source === 'push').length
  const requests = all.filter(({ told, source }) => !told && source !== 'push')
  const told = all.length - requests.length - pushed
  const answeredBy = (source: Source) => requests.filter((r) => r.source === source).length
  const [redis, cache, db, failed] = [
    answeredBy('redis'),
    answeredBy('cache'),
    answeredBy('db'),
    answeredBy('failed'),
  ]

  return (
    <section className="card flow" aria-labelledby="flow-heading">
      <h2 id="flow-heading">{words.flow.title}</h2>
      <p>{words.flow.lead}</p>
      <dl>
        <Stop name={words.flow.page} note={words.flow.pageNote} count={requests.length} />
        {pushed > 0 && (
          <Stop name={words.flow.push} note={words.flow.pushNote} count={pushed} source="push" />
        )}
        {told > 0 && (
          <Stop name={words.flow.told} note={words.flow.pageNote} count={told} source="told" />
        )}
        <Stop name="Redis" note={words.flow.redisNote} count={redis} source="redis" />
        {cache > 0 && (
          <Stop name={words.flow.cache} note={words.flow.cacheNote} count={cache} source="cache" />
        )}
        <Stop name={words.flow.database} note={words.flow.databaseNote} count={db} source="db" />
        {failed > 0 && (
          <Stop
            name={words.strip.failed}
            note={words.flow.failedNote}
            count={failed}
            source="failed"
          />
        )}
      </dl>
    </section>
  )
}

type Source = 'push' | 'redis' | 'cache' | 'db' | 'failed' | 'told'

function Stop(props: { name: string; note: string; count: number; source?: Source }) {
  const { name, note, count, source } = props
  return (
    <div className="flow-stop" data-source={source}>
      {/* A new key starts the pulse anew at each answer. */}
      <i key={count} className="flow-light" data-lit={count > 0 || undefined} aria-hidden="true" />
      <dt>
        {name}
        <small>{note}</small>
      </dt>
      <dd>{count}</dd>
    </div>
  )
}
