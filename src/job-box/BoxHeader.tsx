import { useRef, type Ref } from 'react'
import { Icon, type IconName } from './icons'
import { useJobBoxContext } from './JobBoxContext'
import { ProgressRing } from './ProgressRing'
import { allLive, summaryText, type Summary } from './summary'
import { hasEndedWell, type TrackedJob } from './TrackedJob'

/** *Clear finished* goes as it is pressed, and the toggle takes its place: a second press is no press on that. */
const SETTLED_MS = 500

type Props = {
  toggle: Ref<HTMLButtonElement>
  open: boolean
  panelId: string
  jobs: readonly TrackedJob[]
  summary: Summary
}

/** The pill, which is the header of the open box, too. */
export function BoxHeader({ toggle, open, panelId, jobs, summary }: Props) {
  const { store, words } = useJobBoxContext()
  const clearedAt = useRef(-Infinity)
  const clearable = jobs.some(hasEndedWell)

  return (
    <div className="wjb-header">
      <button
        ref={toggle}
        type="button"
        className="wjb-button wjb-toggle"
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={() => {
          if (performance.now() - clearedAt.current > SETTLED_MS) store.setOpen(!open)
        }}
      >
        <span className="wjb-overall">
          {summary.lost > 0 ? (
            <Icon name="lost" />
          ) : summary.active > 0 ? (
            <ProgressRing percent={summary.percent} />
          ) : (
            <Icon name={overallIcon(summary)} />
          )}
          {summary.active > 0 && summary.failed > 0 && <span className="wjb-dot" />}
        </span>
        <span className="wjb-summary">{summaryText(summary, words)}</span>
        <Icon name="chevron" className="wjb-chevron" />
      </button>
      {open && allLive(summary) && <span className="wjb-live">{words.live}</span>}
      {open && clearable && (
        <button
          type="button"
          className="wjb-button wjb-clear"
          onClick={() => {
            clearedAt.current = performance.now()
            store.clearFinished()
          }}
        >
          {words.clearFinished}
        </button>
      )}
    </div>
  )
}

function overallIcon({ failed, attention, mixed, done }: Summary): IconName {
  if (failed > 0) return 'bad'
  if (attention > 0) return 'unsure'
  if (mixed > 0) return 'mixed'
  return done > 0 ? 'good' : 'tray'
}
