import { useMemo } from 'react'
import { splitTitle } from './splitTitle'

/** A title that loses its middle where it does not fit. Its text is the whole title. */
export function MiddleTruncated({ title }: { title: string }) {
  const { head, tail } = useMemo(() => splitTitle(title), [title])
  return (
    <span className="wjb-title" dir="auto" title={title}>
      <span className="wjb-title-head">{head}</span>
      {tail !== '' && <span className="wjb-title-tail">{tail}</span>}
    </span>
  )
}
