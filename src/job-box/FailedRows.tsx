import { useState } from 'react'
import type { RowNote } from '../job/WorkerJob'
import type { Words } from './words/en'

/** More rows than anyone reads in a corner of a page. */
const SHOWN_MAX = 100

/** The rows that failed, on request. */
export function FailedRows(props: { title: string; notes: readonly RowNote[]; words: Words }) {
  const { title, notes, words } = props
  const text = words.showFailed(notes.length)
  const name = words.actionOn(text, title)
  const [open, setOpen] = useState(false)
  const rest = notes.length - SHOWN_MAX
  return (
    <details
      className="wjb-details"
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary className="wjb-details-summary" aria-label={name}>
        {text}
      </summary>
      {open && (
        <div className="wjb-details-body" role="group" tabIndex={0} aria-label={name}>
          {notes.slice(0, SHOWN_MAX).map((note, index) => (
            <p key={index}>
              {note.row !== null && <span className="wjb-row-number">{words.row(note.row)} </span>}
              <bdi>{note.name}</bdi>
              {note.error !== null && (
                <>
                  {note.name !== '' && ' – '}
                  <bdi>{note.error}</bdi>
                </>
              )}
            </p>
          ))}
          {rest > 0 && <p>{words.more(rest)}</p>}
        </div>
      )}
    </details>
  )
}
