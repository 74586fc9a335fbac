import { useState } from 'react'
import { ActionProblem } from './ActionProblem'
import { useInspector } from './InspectorContext'
import { forgetJobFaults } from './jobFaultMemory'
import { useAction } from './useAction'

/** Everything as at the start, after a second press: the jobs would be lost. */
export function ResetControl() {
  const { control, words } = useInspector()
  const { controls } = words
  const [stage, setStage] = useState<'idle' | 'asking' | 'asked'>('idle')
  const reset = useAction(async () => {
    await control.reset()
    forgetJobFaults(control)
  })
  return (
    <section className="mi-control">
      <h3>{controls.reset}</h3>
      <p className="mi-note">{controls.resetNote}</p>
      {stage === 'asking' ? (
        <div className="mi-line" role="group" aria-label={controls.resetSure}>
          <span>{controls.resetSure}</span>
          <button
            type="button"
            className="mi-button mi-danger"
            onClick={() => {
              setStage('asked')
              reset.mutate(undefined)
            }}
          >
            {controls.resetYes}
          </button>
          <button
            type="button"
            className="mi-button"
            autoFocus
            onClick={() => {
              setStage('asked')
            }}
          >
            {controls.resetNo}
          </button>
        </div>
      ) : (
        <button
          type="button"
          className="mi-button"
          // Back to where the question came from.
          autoFocus={stage === 'asked'}
          onClick={() => {
            setStage('asking')
          }}
        >
          {controls.resetAsk}
        </button>
      )}
      <ActionProblem error={reset.error} />
    </section>
  )
}
