import { useId, useState } from 'react'
import { ControlsTab } from './ControlsTab'
import { Icon } from './icons'
import { useInspector } from './InspectorContext'
import { JobsTab } from './JobsTab'
import { LoadPane } from './LoadPane'
import { LogTab } from './LogTab'
import { moveFocus } from './moveFocus'
import { timeOfDay } from './times'
import { useReading } from './useReading'

const TABS = { log: LogTab, jobs: JobsTab, controls: ControlsTab }
type Tab = keyof typeof TABS
const NAMES = Object.keys(TABS) as Tab[]
const TAB = 'worker-job-box-inspector:tab'

/** The inside of the mock: its load, its last requests, its jobs, and what one can set. */
export function Panel({ onClose }: { onClose: () => void }) {
  const { words } = useInspector()
  const id = useId()
  const [tab, setTab] = useState(
    () => NAMES.find((name) => name === sessionStorage.getItem(TAB)) ?? 'log',
  )
  const Shown = TABS[tab]
  const show = (name: Tab) => {
    sessionStorage.setItem(TAB, name)
    setTab(name)
  }

  return (
    <>
      <LoadPane />
      <div className="mi-main">
        <div className="mi-head">
          <div
            role="tablist"
            aria-label={words.tabs.label}
            className="mi-tabs"
            onKeyDown={(event) => {
              moveFocus(event, '[role=tab]')
            }}
          >
            {NAMES.map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                id={`${id}-${name}`}
                aria-selected={name === tab}
                aria-controls={`${id}-shown`}
                tabIndex={name === tab ? 0 : -1}
                className="mi-tab"
                onClick={() => {
                  show(name)
                }}
                // Arrow keys move the focus, and what has it is shown.
                onFocus={() => {
                  show(name)
                }}
              >
                {words.tabs[name]}
              </button>
            ))}
          </div>
          <Settings />
          <button
            type="button"
            className="mi-button mi-plain"
            aria-label={words.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
        <div
          role="tabpanel"
          id={`${id}-shown`}
          aria-labelledby={`${id}-${tab}`}
          className="mi-tabpanel"
        >
          <Shown />
        </div>
      </div>
    </>
  )
}

/** By what the mock goes at the moment. */
function Settings() {
  const { lang, words } = useInspector()
  const clock = useReading('clock').data
  const strategy = useReading('strategy', 5000).data
  return (
    <p className="mi-settings">
      <b>{strategy?.read}</b>
      {clock && (
        <span>
          {timeOfDay(clock.now, lang)}{' '}
          {clock.speed === 0 ? words.controls.stopped : `×${clock.speed.toLocaleString(lang)}`}
        </span>
      )}
    </p>
  )
}
