import { useId, useRef, type KeyboardEvent } from 'react'
import { BoxHeader } from './BoxHeader'
import { BoxPanel } from './BoxPanel'
import './jobBox.css'
import { useJobBoxContext, useJobBoxSnapshot } from './JobBoxContext'
import { LiveRegion } from './LiveRegion'
import { allLost } from './summary'
import { useBoxNumber } from './useBoxNumber'
import { useKeptFocus } from './useKeptFocus'
import { useLingering } from './useLingering'
import { useSummary } from './useSummary'

/** How long the list takes to fold away; the styles say the same. */
const FOLD_MS = 200

export type JobBoxProps = {
  /** Colours: `light` or `dark`. Default: of the nearest ancestor's `data-theme`, else the system's. */
  theme?: 'light' | 'dark'
}

/**
 * The box in the corner of the page: a pill that says how the jobs are and opens into their list.
 * Needs a `JobBoxProvider` above.
 */
export function JobBox(props: JobBoxProps) {
  const { store } = useJobBoxContext()
  // Another user's list is another box: nothing of the one before may stay, be it a dialog.
  return <BoxOf key={store.key} {...props} />
}

function BoxOf({ theme }: JobBoxProps) {
  const { store, words } = useJobBoxContext()
  const number = useBoxNumber(store)
  const open = useJobBoxSnapshot(store, ({ open }) => open)
  const jobs = useJobBoxSnapshot(store, ({ jobs }) => jobs)
  const summary = useSummary(jobs)
  const drawn = useLingering(open, FOLD_MS)
  const toggle = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  const keptFocus = useKeptFocus(toggle)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open || event.defaultPrevented) return
    // In a dialog it answers the dialog.
    if (event.target instanceof Element && event.target.closest('dialog')) return
    store.setOpen(false)
    toggle.current?.focus()
  }

  return (
    <section
      className={`wjb-box ${open ? 'wjb-open' : ''}`}
      // Two regions of one name cannot be told apart.
      aria-label={number === 1 ? words.box : `${words.box} ${number}`}
      lang={words.lang}
      data-theme={theme}
      onKeyDown={onKeyDown}
      // Were the undo bar to go, the rows would move under the pointer.
      onPointerEnter={() => {
        store.holdUndo('pointer', true)
      }}
      onPointerLeave={() => {
        store.holdUndo('pointer', false)
      }}
      {...keptFocus}
    >
      <BoxHeader toggle={toggle} open={open} panelId={panelId} jobs={jobs} summary={summary} />
      <LiveRegion speaks={number === 1} />
      {drawn && <BoxPanel id={panelId} open={open} jobs={jobs} lost={allLost(summary)} />}
    </section>
  )
}
