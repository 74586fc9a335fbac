import { useRef, useState } from 'react'
import { Choice } from './Choice'
import type { LogEntry } from './control'
import { useInspector } from './InspectorContext'
import { timeOfDay } from './times'
import { useReading } from './useReading'

const SOURCES = ['all', 'redis', 'cache', 'db', 'failed'] as const
type Source = (typeof SOURCES)[number]

/** Where an answer came from, or that there was none to give. */
const sourceOf = ({ source }: LogEntry): Exclude<Source, 'all'> => source ?? 'failed'

/** Entries have no id: two may be alike to the last field. */
function keyed(log: readonly LogEntry[]): { key: string; entry: LogEntry }[] {
  const seen = new Map<string, number>()
  return log.map((entry) => {
    const name = JSON.stringify(entry)
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return { key: `${name} ${before}`, entry }
  })
}

/** The last status requests. Whoever has scrolled down reads on undisturbed. */
export function LogTab() {
  const { words } = useInspector()
  const log = useReading('log').data
  const jobs = useReading('jobs', 2000).data
  const [source, setSource] = useState<Source>('all')
  const [kept, setKept] = useState<LogEntry[] | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const shown = kept ?? log ?? []
  const rows = keyed(shown)
    .filter(({ entry }) => source === 'all' || sourceOf(entry) === source)
    .reverse()
  const titles = new Map(jobs?.map(({ kind, id, title }) => [`${kind}/${id}`, title]))
  const newer = kept && log ? countNewer(log, kept) : 0

  return (
    <>
      <div className="mi-tools-row">
        <Choice
          legend={words.log.filter}
          options={SOURCES.map((option) => [option, words.log.sources[option]])}
          value={source}
          onChange={setSource}
        />
        {newer > 0 && (
          <button
            type="button"
            className="mi-link"
            onClick={() => {
              scroller.current?.scrollTo({ top: 0 })
              setKept(null)
            }}
          >
            ↑ {words.log.newer(newer)}
          </button>
        )}
      </div>
      <div
        ref={scroller}
        className="mi-scroll"
        role="region"
        aria-label={words.log.caption}
        tabIndex={0}
        onScroll={(event) => {
          const scrolled = event.currentTarget.scrollTop > 4
          if (scrolled !== (kept !== null)) setKept(scrolled ? shown : null)
        }}
      >
        {rows.length === 0 ? (
          <p className="mi-empty">{shown.length === 0 ? words.log.empty : words.log.none}</p>
        ) : (
          <table className="mi-log">
            <caption className="mi-unseen">{words.log.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{words.log.time}</th>
                <th scope="col">{words.log.job}</th>
                <th scope="col">{words.log.http}</th>
                <th scope="col">{words.log.source}</th>
                <th scope="col">{words.log.ms}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, entry }) => (
                <LogRow key={key} entry={entry} title={titles.get(`${entry.kind}/${entry.id}`)} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  )
}

/** How many of the log came after the newest that is kept. */
function countNewer(log: readonly LogEntry[], kept: readonly LogEntry[]): number {
  const newest = kept.at(-1)
  return newest === undefined ? log.length : log.filter(({ t }) => t > newest.t).length
}

function LogRow({ entry, title }: { entry: LogEntry; title: string | undefined }) {
  const { lang, tenant, words } = useInspector()
  const source = sourceOf(entry)
  return (
    <tr data-source={source}>
      <td>{timeOfDay(entry.t, lang)}</td>
      <td className="mi-job-cell">
        {words.jobs.kinds[entry.kind]} {entry.id}
        {entry.tenant !== tenant && <b> {entry.tenant ?? words.log.noTenant}</b>}
        <small>{title}</small>
      </td>
      <td className="mi-http">{entry.status}</td>
      <td>
        <i className="mi-dot" data-source={source} /> {words.log.sources[source]}
      </td>
      <td className="mi-number">{Math.round(entry.ms).toLocaleString(lang)} ms</td>
    </tr>
  )
}
