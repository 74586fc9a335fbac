import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { subscribeSurroundings } from '../poller/surroundings'
import { useJobBoxContext, useJobBoxSnapshot } from './JobBoxContext'
import { noticePermission } from './noticePermission'

/** Where the pill was a moment ago: a second press there is meant for the pill. */
const SETTLED_MS = 500

/** Switches notifications on and off; asks for permission when it is pressed, and only then. */
export function NoticeSwitch() {
  const { store, words } = useJobBoxContext()
  const hintId = useId()
  const notify = useJobBoxSnapshot(store, ({ notify }) => notify)
  // A permission changes in a dialog or on another page; both end in a return to this one.
  const permission = useSyncExternalStore(subscribeSurroundings, noticePermission, () => null)
  const [asking, setAsking] = useState(false)
  const shownAt = useRef(Infinity)
  useEffect(() => {
    shownAt.current = performance.now()
  }, [])
  if (!permission) return null

  const blocked = permission === 'denied'
  const on = notify && permission === 'granted'
  const press = async () => {
    if (blocked || asking || performance.now() - shownAt.current < SETTLED_MS) return
    setAsking(true)
    const allowed =
      permission === 'granted' || (await Notification.requestPermission()) === 'granted'
    setAsking(false)
    if (allowed) store.setNotify(!on)
  }

  return (
    <button
      type="button"
      role="switch"
      className="wjb-button wjb-switch"
      aria-checked={on}
      aria-disabled={blocked}
      aria-describedby={blocked ? hintId : undefined}
      onClick={() => void press()}
    >
      <span>
        {words.notices.label}
        {blocked && (
          <span id={hintId} className="wjb-switch-hint">
            {words.notices.blocked}
          </span>
        )}
      </span>
      <span className="wjb-track">
        <span className="wjb-knob" />
      </span>
    </button>
  )
}
