import { useMemo } from 'react'
import { splitTitle } from './splitTitle'

/** A title that loses its middle where it does not fit, but not to those who hear or search it. */
export function MiddleTruncated({ title }: { title: string }) {
  const { head, tail } = useMemo(() => splitTitle(title), [title])
  return (
    <span className="wjb-title" dir="auto" title={title}>
      <span className={tail === '' ? 'wjb-title-head' : 'wjb-unseen'}>{title}</span>
      {tail !== '' && (
        <>
          <span className="wjb-title-head" aria-hidden="true">
            {head}
          </span>
          <span className="wjb-title-tail" aria-hidden="true">
            {tail}
          </span>
        </>
      )}
    </span>
  )
}
