import { useLayoutEffect, useRef } from 'react'

type Props = {
  /** The job's title. */
  label: string
  /** 0–100; null: not known. */
  percent: number | null
  valueText: string
}

export function ProgressBar({ label, percent, valueText }: Props) {
  const bar = useRef<HTMLDivElement>(null)

  // Set here and not in the markup: `style-src 'self'` refuses style attributes that a server sends.
  useLayoutEffect(() => {
    bar.current?.style.setProperty('--_wjb-value', String((percent ?? 0) / 100))
  }, [percent])

  return (
    <div
      ref={bar}
      className={`wjb-bar ${percent === null ? 'wjb-bar-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.floor(percent)}
      aria-valuetext={valueText}
    >
      {/* A fill of its own for each kind: the first known percent must not ease down from the full bar. */}
      <div key={percent === null ? 'unknown' : 'known'} className="wjb-bar-fill" />
    </div>
  )
}
