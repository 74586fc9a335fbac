import { useId, useRef, type KeyboardEvent } from 'react'
import { BoxHeader } from './BoxHeader'
import { BoxPanel } from './BoxPanel'
import './jobBox.css'
import { useJobBoxContext, useJobBoxSnapshot } from './JobBoxContext'
import { useKeptFocus } from './useKeptFocus'
import { useLingering } from './useLingering'

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
export function JobBox({ theme }: JobBoxProps) {
  const { store, lang, words } = useJobBoxContext()
  const open = useJobBoxSnapshot(store, ({ open }) => open)
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
      className={`wjb-box ${drawn ? 'wjb-card' : 'wjb-pill'} ${open ? 'wjb-open' : ''}`}
      aria-label={words.box}
      lang={lang}
      data-theme={theme}
      onKeyDown={onKeyDown}
      {...keptFocus}
    >
      <BoxHeader toggle={toggle} open={open} panelId={panelId} />
      {drawn && <BoxPanel id={panelId} open={open} />}
    </section>
  )
}
