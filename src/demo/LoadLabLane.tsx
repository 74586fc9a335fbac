import type { CSSProperties } from 'react'
import { LANES, type LaneFigures, type LaneName } from './loadLabStore'
import type { LoadLabWords } from './loadLabWords'

/** One way to watch: whom the page asks and how often, and what that costs the database. */
export function LoadLabLane(props: {
  name: LaneName
  figures: LaneFigures
  words: LoadLabWords
  numbers: Intl.NumberFormat
}) {
  const { name, figures, words, numbers } = props
  const { strategy, intervalMs } = LANES[name]
  const { requests, messages, selects, selectsAtEnd } = figures
  return (
    <div className="lab-lane" data-lane={name}>
      <dt>
        {words.lanes[name]}
        <small>{words.asks[strategy](intervalMs / 1000)}</small>
      </dt>
      <dd
        className="lab-way"
        aria-hidden="true"
        // The dots move as requests are counted, or messages, which come the other way.
        style={{ '--asked': requests - messages, '--interval': intervalMs / 1000 } as CSSProperties}
      >
        <i className="lab-track" />
        {strategy !== 'db' && (
          <>
            <b data-stop="redis">Redis</b>
            <i className="lab-track" data-unused />
          </>
        )}
        <b data-stop="db">{words.database}</b>
      </dd>
      <dd className="lab-count">
        <strong>{numbers.format(selects)}</strong>
        <span>{words.selects}</span>
        {selectsAtEnd !== null && <span>{words.atEnd(numbers.format(selectsAtEnd))}</span>}
      </dd>
      <dd className="lab-compare">{comparison()}</dd>
    </div>
  )

  /** Today's way is what the others are compared with: it says its rate. */
  function comparison() {
    const { perSecond, timesLess } = figures
    if (perSecond === null || timesLess === null) return '\u00a0'
    if (name === 'today') return words.perSecond(numbers.format(perSecond))
    return timesLess === Infinity ? words.none : words.less(numbers.format(timesLess))
  }
}
