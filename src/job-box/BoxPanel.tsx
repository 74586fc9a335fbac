import { useJobBoxContext, useJobBoxSnapshot } from './JobBoxContext'
import { JobRow } from './JobRow'
import { Icon } from './icons'
import { LostLine } from './LostLine'
import { NoticeSwitch } from './NoticeSwitch'
import { titleOf } from './titleOf'
import { jobKey, type TrackedJob } from './TrackedJob'

type Props = {
  id: string
  /** False while it folds away. */
  open: boolean
  jobs: readonly TrackedJob[]
  /** Whether nothing is heard of any job in progress. */
  lost: boolean
}

/** The list of jobs, and what can be undone. */
export function BoxPanel({ id, open, jobs, lost }: Props) {
  const { words } = useJobBoxContext()
  return (
    <div id={id} className="wjb-panel" inert={!open} aria-hidden={!open}>
      <div className="wjb-panel-body">
        {lost && <LostLine jobs={jobs} />}
        {jobs.length === 0 ? (
          <div className="wjb-empty">
            <Icon name="tray" />
            <p className="wjb-empty-title">{words.emptyTitle}</p>
            <p className="wjb-empty-hint">{words.emptyHint}</p>
          </div>
        ) : (
          // The role is not redundant: VoiceOver takes a list without markers for no list.
          <ul className="wjb-list" role="list">
            {jobs.map((job) => (
              <JobRow key={jobKey(job.ref)} tracked={job} allLost={lost} />
            ))}
          </ul>
        )}
        <UndoBar />
        {jobs.length > 0 && <NoticeSwitch />}
      </div>
    </div>
  )
}

function UndoBar() {
  const { store, words } = useJobBoxContext()
  const removed = useJobBoxSnapshot(store, ({ removed }) => removed)
  const [first] = removed
  if (!first) return null
  return (
    <div
      className="wjb-undo"
      onFocus={() => {
        store.holdUndo('focus', true)
      }}
      onBlur={() => {
        store.holdUndo('focus', false)
      }}
    >
      <p className="wjb-undo-text">
        {removed.length === 1 ? (
          <>
            <span className="wjb-title wjb-cut">{titleOf(first, words)}</span>
            <span>{first.outcome ? words.removed : words.removedRunning}</span>
          </>
        ) : (
          words.removedMany(removed.length)
        )}
      </p>
      <button
        type="button"
        className="wjb-button"
        onClick={() => {
          store.undoDismiss()
        }}
      >
        {words.undo}
      </button>
    </div>
  )
}
