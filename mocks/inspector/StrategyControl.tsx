import { useId } from 'react'
import { ActionProblem } from './ActionProblem'
import type { Strategy } from './control'
import { useInspector } from './InspectorContext'
import { useAction } from './useAction'
import { useReading } from './useReading'

/** How the status API reads a status. */
export function StrategyControl() {
  const { control, words } = useInspector()
  const { strategy, strategies } = words.controls
  const reading = useReading('strategy').data
  const change = useAction((read: Strategy) => control.setStrategy(read))
  const shown = change.isPending ? change.variables : reading?.read
  const name = useId()
  return (
    <fieldset className="mi-control mi-strategies">
      <legend>{strategy}</legend>
      {(Object.keys(strategies) as Strategy[]).map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === shown}
            onChange={() => {
              change.mutate(option)
            }}
          />
          <span>
            <code>{option}</code> <small>{strategies[option]}</small>
          </span>
        </label>
      ))}
      <ActionProblem error={change.error} />
    </fieldset>
  )
}
