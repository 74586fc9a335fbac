import { useSyncExternalStore } from 'react'
import type { createRequestLog } from './requestLog'
import type { DemoWords } from './words'

/** Where the page's answers come from: Redis first, the database only when Redis has none. */
export function AnswerFlow(props: {
  words: DemoWords
  requestLog: ReturnType<typeof createRequestLog>
}) {
  const { words, requestLog } = props
  const log = useSyncExternalStore(requestLog.subscribe, requestLog.getSnapshot)
  const requests = Object.values(log).flat()
  const answeredBy = (source: string) => requests.filter((r) => r.source === source).length
  const [redis, db] = [answeredBy('redis'), answeredBy('db')]

  return (
    <section className="card flow" aria-labelledby="flow-heading">
      <h2 id="flow-heading">{words.flow.title}</h2>
      <p>{words.flow.lead}</p>
      <dl>
        <Stop name={words.flow.page} note={words.flow.pageNote} count={requests.length} />
        <Stop name="Redis" note={words.flow.redisNote} count={redis} source="redis" />
        <Stop name={words.flow.database} note={words.flow.databaseNote} count={db} source="db" />
      </dl>
    </section>
  )
}

function Stop(props: { name: string; note: string; count: number; source?: 'redis' | 'db' }) {
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
