import { useId } from 'react'
import { ActionProblem } from './ActionProblem'
import { Choice } from './Choice'
import type { Faults } from './control'
import { changeFaults } from './faults'
import { useInspector } from './InspectorContext'
import { typedValue } from './typedValue'
import { useAction } from './useAction'
import { useReading } from './useReading'

const STORES = ['redis', 'db'] as const
const STATES = ['up', 'slow', 'down'] as const
type PushFault = NonNullable<Faults['push']>

/** All that can be wrong with the stores, push and the status API. */
export function FaultControl() {
  const { control, words } = useInspector()
  const { controls } = words
  const faults = useReading('faults').data ?? {}
  const change = useAction((how: (before: Faults) => Faults) => changeFaults(control, how))
  return (
    <section className="mi-control">
      <h3>{controls.faults}</h3>
      {STORES.map((store) => (
        <Choice
          key={store}
          legend={controls.stores[store]}
          legendHidden={false}
          options={STATES.map((state) => [state, controls.states[state]])}
          value={faults[store] ?? 'up'}
          onChange={(state) => {
            change.mutate((before) => ({ ...before, [store]: state }))
          }}
        />
      ))}
      <p className="mi-note">{controls.slowNote}</p>
      <label className="mi-field">
        <span>{controls.push}</span>
        <select
          value={faults.push ?? 'up'}
          onChange={({ target }) => {
            const push = target.value as PushFault
            change.mutate((before) => ({ ...before, push }))
          }}
        >
          {Object.entries(controls.pushFaults).map(([fault, label]) => (
            <option key={fault} value={fault}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <ActionProblem error={change.error} />
      {/* What another button changes is shown: the fields start anew. */}
      <ApiFaultForm key={JSON.stringify(faults.api)} api={faults.api ?? {}} />
    </section>
  )
}

type ApiFaults = NonNullable<Faults['api']>
const FIELDS = ['status', 'retryAfter', 'latencyMs', 'failureRate'] as const

function ApiFaultForm({ api }: { api: ApiFaults }) {
  const { control, words } = useInspector()
  const { controls } = words
  const problem = useId()
  const change = useAction((next: ApiFaults) =>
    changeFaults(control, (before) => ({ ...before, api: next })),
  )
  return (
    <form
      className="mi-api"
      aria-label={controls.api}
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const typed = FIELDS.map((name) => [name, typedValue(form.get(name))])
        change.mutate({
          ...(Object.fromEntries(typed) as ApiFaults),
          ...(form.has('malformed') && { malformed: true }),
        })
      }}
    >
      <h4>{controls.api}</h4>
      {FIELDS.map((name) => (
        <label key={name} className="mi-field">
          <span>{controls.apiFields[name]}</span>
          <input
            name={name}
            autoComplete="off"
            inputMode={name === 'retryAfter' ? 'text' : 'decimal'}
            defaultValue={api[name]}
            aria-describedby={problem}
          />
        </label>
      ))}
      <label className="mi-check">
        <input type="checkbox" name="malformed" defaultChecked={api.malformed} />
        {controls.malformed}
      </label>
      <button type="submit" className="mi-button">
        {controls.apply}
      </button>
      <ActionProblem id={problem} error={change.error} />
    </form>
  )
}
