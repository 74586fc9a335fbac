/** What an icon means; the words beside it always say it too. */
export type IconName = keyof typeof shapes

const DISC = 'M2 10a8 8 0 1 0 16 0 8 8 0 0 0-16 0'
const CIRCLE = 'M2.75 10a7.25 7.25 0 1 0 14.5 0 7.25 7.25 0 0 0-14.5 0'

/** The paths of each icon, by how they are drawn. */
const shapes = {
  waiting: { line: `${CIRCLE}M10 6v4.25l2.75 1.75` },
  moving: { faint: CIRCLE, line: 'M10 2.75A7.25 7.25 0 0 1 17.25 10' },
  good: { disc: DISC, 'on-disc': 'm6.5 10.25 2.4 2.4 4.7-4.9' },
  mixed: { disc: 'M10 2.6 18 16.6H2Z', 'on-disc': 'M10 7.8v4M10 14.3v.05' },
  bad: { disc: DISC, 'on-disc': 'M10 5.8v4.9M10 13.9v.05' },
  unsure: {
    disc: DISC,
    'on-disc': 'M7.9 8a2.15 2.15 0 1 1 3.1 1.95c-.7.35-1 .75-1 1.5M10 14.1v.05',
  },
  lost: {
    line: 'M2.4 8.3a10.7 10.7 0 0 1 15.2 0M5.5 11.5a6.3 6.3 0 0 1 9 0M10 14.9v.05M4 3.4l12 13.2',
  },
  tray: {
    line: 'M3 11.5 5.2 4.6h9.6L17 11.5v3.9H3Zm0 0h4.1c.3 1.4 1.4 2.2 2.9 2.2s2.6-.8 2.9-2.2H17',
  },
  close: { line: 'm5.5 5.5 9 9m0-9-9 9' },
  chevron: { line: 'm5.5 8 4.5 4.5L14.5 8' },
}

/** A picture 20 px square in the colour of the text around it. Decoration: nothing reads it out. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg
      className={`wjb-icon wjb-icon-${name} ${className}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      {Object.entries(shapes[name]).map(([drawn, path]) => (
        <path key={drawn} className={`wjb-${drawn}`} d={path} />
      ))}
    </svg>
  )
}
