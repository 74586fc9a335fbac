import { useId, useLayoutEffect, useRef } from 'react'
import './stopDialog.css'
import type { Words } from './words/en'

type Props = {
  title: string
  words: Words
  onClose: (confirmed: boolean) => void
}

/** Asks before a video is stopped, which deletes it. Opens as it is mounted. */
export function StopDialog({ title, words, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])

  const close = (answer: 'stop' | '') => {
    dialog.current?.close(answer)
  }

  return (
    <dialog
      ref={dialog}
      className="wjb-dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={(event) => {
        onClose(event.currentTarget.returnValue === 'stop')
      }}
    >
      <h2 id={`${id}-title`} className="wjb-dialog-title">
        {words.stopTitle}
      </h2>
      <p id={`${id}-text`} className="wjb-dialog-text">
        {words.stopText(title)}
      </p>
      <div className="wjb-dialog-buttons">
        {/* First, so that it has the focus: the answer that destroys nothing. */}
        <button
          type="button"
          className="wjb-button wjb-outlined"
          onClick={() => {
            close('')
          }}
        >
          {words.stopCancel}
        </button>
        <button
          type="button"
          className="wjb-button wjb-destructive"
          onClick={() => {
            close('stop')
          }}
        >
          {words.stopConfirm}
        </button>
      </div>
    </dialog>
  )
}
