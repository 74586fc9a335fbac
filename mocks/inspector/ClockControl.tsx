import { useId } from 'react'
import { ActionProblem } from './ActionProblem'
import { Choice } from './Choice'
import { useInspector } from './InspectorContext'
import { timeOfDay } from './times'
import { typedValue } from './typedValue'
import { useAction } from './useAction'
import { useReading } from './useReading'

const SPEEDS = [0, 1, 10, 60, 600]

/** How fast the mock's time runs, and a way to be later at once. */
export function ClockControl() {
  const { control, lang, words } = useInspector()
  const { controls } = words
  const clock = useReading('clock').data
  const setSpeed = useAction((speed: unknown) => control.setSpeed(speed))
  const advance = useAction((ms: number) => control.advance(ms))
  const problem = useId()
  return (
    <section className="mi-control">
      <h3>
        {controls.clock} <small>{clock && controls.now(timeOfDay(clock.now, lang))}</small>
      </h3>
      <Choice
        legend={controls.speed}
        legendHidden={false}
        options={SPEEDS.map((speed) => [speed, speed === 0 ? controls.stopped : `×${speed}`])}
        value={clock?.speed ?? null}
        onChange={setSpeed.mutate}
      />
      <form
        className="mi-line"
        // Other speeds than the ones above show here; each is a new start for the field.
        key={clock?.speed}
        onSubmit={(event) => {
          event.preventDefault()
          setSpeed.mutate(typedValue(new FormData(event.currentTarget).get('speed')))
        }}
      >
        <label className="mi-field">
          <span>{controls.otherSpeed}</span>
          <input
            name="speed"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={clock?.speed}
            aria-invalid={setSpeed.isError}
            aria-describedby={problem}
          />
        </label>
        <button type="submit" className="mi-button">
          {controls.apply}
        </button>
      </form>
      <ActionProblem id={problem} error={setSpeed.error} />
      <div className="mi-line" role="group" aria-label={controls.advance}>
        <span>{controls.advance}</span>
        {Object.entries(controls.advances).map(([ms, label]) => (
          <button
            key={ms}
            type="button"
            className="mi-button"
            onClick={() => {
              advance.mutate(Number(ms))
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <ActionProblem error={advance.error} />
    </section>
  )
}
