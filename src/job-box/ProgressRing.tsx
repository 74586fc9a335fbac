/** How far all jobs in progress are together. The text beside it says it, too. */
export function ProgressRing({ percent }: { percent: number | null }) {
  return (
    <svg
      className={`wjb-icon wjb-ring ${percent === null ? 'wjb-turning' : ''}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <circle className="wjb-faint" cx="10" cy="10" r="8" />
      <circle
        className="wjb-ring-arc"
        cx="10"
        cy="10"
        r="8"
        pathLength="100"
        strokeDasharray="100 100"
        strokeDashoffset={100 - (percent ?? 25)}
      />
    </svg>
  )
}
