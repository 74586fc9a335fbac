import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { ActionProblem } from './ActionProblem'
import { useInspector } from './InspectorContext'
import { JobItem } from './JobItem'
import { useJobFaults } from './jobFaultMemory'
import { jobViews, type JobView } from './jobViews'
import { KeyTable } from './KeyTable'
import { useAction } from './useAction'
import { useReading } from './useReading'

/** More are not drawn; a filter finds them. */
const SHOWN = 20

/** All jobs of all tenants with what the stores hold of them. */
export function JobsTab() {
  const { control, words } = useInspector()
  // In one go, so that a row is compared with what Redis held in the same moment.
  const stores = useQuery({
    queryKey: ['stores', control],
    queryFn: async () => {
      const [jobs, database, redis] = await Promise.all([
        control.read('jobs'),
        control.read('database'),
        control.read('redis'),
      ])
      return { jobs, database, redis }
    },
    refetchInterval: 1000,
  })
  const now = useReading('clock').data?.now ?? null
  const known = useJobFaults()
  const [text, setText] = useState('')
  const drop = useAction((keys: readonly string[]) =>
    Promise.all(keys.map((key) => control.dropKey(key))),
  )
  const views = useMemo(() => stores.data && jobViews(stores.data), [stores.data])
  if (!views) return <p className="mi-empty">{stores.isError ? words.silent : words.loading}</p>

  const found = views.jobs.filter((view) => matches(view, text))
  const dropKeys = (keys: readonly string[]) => {
    drop.mutate(keys)
  }
  return (
    <>
      {views.jobs.length > SHOWN && (
        <div className="mi-tools-row">
          <label className="mi-field">
            <span className="mi-unseen">{words.jobs.filter}</span>
            <input
              type="search"
              placeholder={words.jobs.filterHint}
              value={text}
              onChange={(event) => {
                setText(event.target.value)
              }}
            />
          </label>
          <small>{words.jobs.shown(Math.min(found.length, SHOWN), views.jobs.length)}</small>
        </div>
      )}
      <ActionProblem error={drop.error} />
      <div className="mi-scroll">
        {found.length === 0 && (
          <p className="mi-empty">{views.jobs.length === 0 ? words.jobs.empty : words.jobs.none}</p>
        )}
        <ul className="mi-jobs" aria-label={words.jobs.list}>
          {found.slice(0, SHOWN).map((view) => (
            <JobItem
              key={`${view.job.kind}/${view.job.id}`}
              view={view}
              now={now}
              knownFaults={known}
              onDrop={dropKeys}
            />
          ))}
        </ul>
        {views.otherKeys.length > 0 && (
          <section className="mi-other">
            <h3>{words.jobs.otherKeys}</h3>
            <KeyTable keys={views.otherKeys} caption={words.jobs.otherKeys} onDrop={dropKeys} />
          </section>
        )}
      </div>
    </>
  )
}

function matches({ job }: JobView, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  const { title, id, kind, tenant, status } = job
  return [title, id, kind, tenant, status].some((field) => field.toLowerCase().includes(wanted))
}
