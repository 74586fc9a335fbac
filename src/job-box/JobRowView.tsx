import { Fragment, type ReactNode } from 'react'
import type { RowNote } from '../job/WorkerJob'
import { FailedRows } from './FailedRows'
import { Icon, type IconName } from './icons'
import { MiddleTruncated } from './MiddleTruncated'
import { ProgressBar } from './ProgressBar'
import type { ActionName } from './rowActions'
import type { ActionError } from './useRowActions'
import type { Words } from './words/en'

type Props = {
  title: string
  words: Words
  /** How the row looks; `stateWord` says the same. */
  look: Extract<IconName, 'waiting' | 'moving' | 'lost' | 'good' | 'mixed' | 'bad' | 'unsure'>
  stateWord: string
  /** Whether there is a bar. */
  moving: boolean
  percent: number | null
  /** What the line beneath the title says after the state. */
  parts: readonly string[]
  /** The time left, or that nothing is heard of this job alone. */
  outlook: string | null
  note: string | null
  failedRows: readonly RowNote[]
  checkHint: string | null
  actions: readonly ActionName[]
  pending: ActionName | null
  /** What went wrong with the last action. */
  error: ActionError | null
  onAction: (action: ActionName) => void
  children?: ReactNode
}

/** Draws a row. */
export function JobRowView(props: Props) {
  const { title, words, percent, parts, outlook, error, checkHint, note } = props
  const percentText = percent === null ? null : words.percent(percent)
  const said = [percentText, parts[0], outlook, note].filter((part) => part != null)
  // A line may break between what a job has brought, but not within its step.
  const more = [...(props.moving ? [parts.join(' · ')] : parts), outlook ?? ''].filter(
    (part) => part !== '',
  )

  return (
    <li className={`wjb-row wjb-look-${props.look}`}>
      <Icon name={props.look} className="wjb-row-icon" />
      <div className="wjb-row-head">
        <MiddleTruncated title={title} />
        <div className="wjb-actions">
          {props.actions.map((action) => (
            // Retry becomes Stop under the focus that pressed it.
            <ActionButton
              key={action === 'remove' ? 'remove' : 'first'}
              action={action}
              {...props}
            />
          ))}
        </div>
      </div>
      <p className="wjb-meta">
        <span className="wjb-keep">
          <span>{props.stateWord}</span>
          {percentText !== null && ` ${percentText}`}
          {more.length > 0 && ' ·'}
        </span>
        {more.map((part, index) => (
          <Fragment key={index}>
            {' '}
            <span className="wjb-keep">{index < more.length - 1 ? `${part} ·` : part}</span>
          </Fragment>
        ))}
      </p>
      {(note !== null || checkHint !== null) && (
        <p
          className={`wjb-note ${checkHint === null ? '' : 'wjb-hint'}`}
          tabIndex={scrollStop(note)}
        >
          {note}
          {note !== null && checkHint !== null && ' · '}
          {checkHint !== null && <ActionButton {...props} action="check" text={checkHint} />}
        </p>
      )}
      {props.failedRows.length > 0 && (
        <FailedRows title={title} notes={props.failedRows} words={words} />
      )}
      {error !== null && (
        <p className="wjb-note wjb-danger" role="alert" tabIndex={scrollStop(error.text)}>
          {`${words.actions[error.action]}: `}
          <span>{error.text}</span>
        </p>
      )}
      {props.moving && (
        <ProgressBar
          label={title}
          percent={percent}
          valueText={said.length > 0 ? said.join(', ') : props.stateWord}
        />
      )}
      {props.children}
    </li>
  )
}

/** What may be too long to be seen at once is scrolled with the keyboard, too. */
function scrollStop(text: string | null): 0 | undefined {
  return text !== null && (text.length > 150 || text.includes('\n')) ? 0 : undefined
}

type ActionProps = Pick<Props, 'title' | 'words' | 'pending' | 'onAction'> & {
  action: ActionName
  /** Default: the action's own word. */
  text?: string
}

function ActionButton({ action, title, words, pending, onAction, text }: ActionProps) {
  const word = text ?? words.actions[action]
  const iconOnly = action === 'remove'
  const busy = pending === action
  return (
    <button
      type="button"
      className={`wjb-button ${iconOnly ? 'wjb-icon-button' : text === undefined ? '' : 'wjb-link'}`}
      aria-label={words.actionOn(word, title)}
      title={iconOnly ? word : undefined}
      // Not `disabled`: that would take the focus from under the person.
      aria-disabled={pending !== null}
      aria-busy={busy}
      onClick={() => {
        onAction(action)
      }}
    >
      {iconOnly ? <Icon name="close" /> : <span>{word}</span>}
      {busy && <span className="wjb-spinner" />}
    </button>
  )
}
