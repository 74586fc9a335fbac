import { useState } from 'react'
import { isTerminal } from '../database/port'
import { ActionProblem } from './ActionProblem'
import type { JobFaults, JobSummary } from './control'
import { Icon } from './icons'
import { useInspector } from './InspectorContext'
import { faultsOf, setJobFaults, type KnownJobFaults } from './jobFaultMemory'
import type { Drift, JobView } from './jobViews'
import { KeyTable } from './KeyTable'
import { useAction } from './useAction'
import type { InspectorWords } from './words'

/** One job: a line that says how it stands, and on request its row, its keys and its faults. */
export function JobItem(props: {
  view: JobView
  /** Epoch ms of mock time, once known. */
  now: number | null
  knownFaults: KnownJobFaults
  onDrop: (keys: readonly string[]) => void
}) {
  const { view, now, knownFaults, onDrop } = props
  const { job, keys, drifts } = view
  const { lang, tenant, words } = useInspector()
  const [open, setOpen] = useState(false)
  const faults = faultsOf(knownFaults, job.kind, job.id)
  const broken = FAULTS.filter((name) => faults[name])
  const held = faults.stall === true || faults.crash === true || isTerminal(job.status)
  const left = now === null || held ? 0 : Math.ceil((job.endsAt - now) / 1000)

  return (
    <li>
      <details
        className="mi-job"
        onToggle={(event) => {
          setOpen(event.currentTarget.open)
        }}
      >
        <summary>
          <span className="mi-job-title" title={job.title}>
            {job.title}
          </span>
          <span className="mi-chip" data-look={lookOf(job.status)}>
            {job.status}
          </span>
          <span className="mi-job-facts">
            <span>
              {words.jobs.kinds[job.kind]} {job.id}
            </span>
            <span data-foreign={job.tenant !== tenant || undefined}>{job.tenant}</span>
            <span>{keys.length > 0 ? words.jobs.keysShort(keys.length) : words.jobs.noKeys}</span>
            {left > 0 && <span>{words.jobs.left(left.toLocaleString(lang))}</span>}
            {broken.length > 0 && (
              <span className="mi-broken">
                {broken.map((name) => words.jobFaults[name][0]).join(', ')}
              </span>
            )}
          </span>
          {drifts.map((drift) => (
            <strong key={drift.type} className="mi-drift">
              <Icon name="drift" />
              {driftWords(words, drift)}
            </strong>
          ))}
        </summary>
        {open && <JobInside view={view} faults={faults} onDrop={onDrop} />}
      </details>
    </li>
  )
}

/** Drawn while it is unfolded: it changes every second. */
function JobInside(props: {
  view: JobView
  faults: JobFaults
  onDrop: (keys: readonly string[]) => void
}) {
  const { view, faults, onDrop } = props
  const { job, row, keys, table } = view
  const { words } = useInspector()
  return (
    <div className="mi-job-inside">
      <section>
        <h3>
          {words.jobs.keys}
          {keys.length > 1 && (
            <button
              type="button"
              className="mi-link"
              onClick={() => {
                onDrop(keys.map(({ key }) => key))
              }}
            >
              {words.jobs.dropAll}
            </button>
          )}
        </h3>
        {keys.length === 0 ? (
          <p className="mi-none">{words.jobs.noKeys}</p>
        ) : (
          <KeyTable keys={keys} caption={words.jobs.keys} onDrop={onDrop} />
        )}
      </section>
      <FaultSwitches job={job} faults={faults} />
      <section>
        <h3>{words.jobs.row(table)}</h3>
        {row ? (
          <RowTable row={row} caption={words.jobs.row(table)} />
        ) : (
          <p className="mi-none">{words.jobs.noRow}</p>
        )}
      </section>
    </div>
  )
}

function lookOf(status: string): 'good' | 'bad' | 'waiting' | 'moving' {
  if (status === 'READY' || status === 'DONE') return 'good'
  if (isTerminal(status)) return 'bad'
  return status === 'PENDING' || status === 'UPLOADED' ? 'waiting' : 'moving'
}

function driftWords({ jobs }: InspectorWords, drift: Drift): string {
  switch (drift.type) {
    case 'status':
    case 'tenant':
      return jobs.drift[drift.type](drift.redis, drift.row)
    case 'unreadable':
      return jobs.drift.unreadable(drift.key)
    case 'noRow':
      return jobs.drift.noRow
  }
}

function RowTable({ row, caption }: { row: object; caption: string }) {
  const { words } = useInspector()
  return (
    <table className="mi-row">
      <caption className="mi-unseen">{caption}</caption>
      <thead className="mi-unseen">
        <tr>
          <th scope="col">{words.jobs.field}</th>
          <th scope="col">{words.jobs.value}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(row).map(([column, value]) => (
          <tr key={column}>
            <th scope="row">{column}</th>
            <td>{typeof value === 'string' ? value : JSON.stringify(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const FAULTS = [
  'stall',
  'crash',
  'lateResult',
  'loseRedisWrite',
  'duplicate',
] as const satisfies readonly (keyof JobFaults)[]

function FaultSwitches({ job, faults }: { job: JobSummary; faults: JobFaults }) {
  const { control, words } = useInspector()
  const change = useAction((next: JobFaults) => setJobFaults(control, job.kind, job.id, next))
  return (
    <fieldset className="mi-switches">
      <legend>{words.jobs.faults}</legend>
      <div>
        {FAULTS.map((name) => {
          const [label, note] = words.jobFaults[name]
          return (
            <label key={name}>
              <input
                type="checkbox"
                checked={faults[name] ?? false}
                onChange={(event) => {
                  change.mutate({ ...faults, [name]: event.target.checked })
                }}
              />
              <span>
                {label} <small>{note}</small>
              </span>
            </label>
          )
        })}
      </div>
      <ActionProblem error={change.error} />
    </fieldset>
  )
}
