/** Paths of 24 × 24 icons. */
const PATHS = {
  redis: 'm12 3 9 4-9 4-9-4zm-9 9 9 4 9-4M3 17l9 4 9-4',
  db: 'M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3Zm0 0v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3',
  api: 'M7 18a4.500 4.500 0 0 1-.5-9A6 6 0 0 1 18 9.500a4.300 4.300 0 0 1-.5 8.500z',
  push: 'M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0zm6 9v4',
  network: 'M2.500 9a14 14 0 0 1 19 0M6 13a9 9 0 0 1 12 0m-8.500 4a4 4 0 0 1 5 0M12 20.500v.01',
  flush: 'M5 7h14M10 7V4h4v3m-8 0 1 13h10l1-13m-8 4v6m4-6v6',
  mend: 'M14.500 6.500a4.500 4.500 0 0 1 5.500-2.200l-3 3 .5 2.200 2.200.5 1-1a4.500 4.500 0 0 1-6 3.500L8.500 20.500a2 2 0 0 1-3-3l8.300-6a4.500 4.500 0 0 1 .7-5Z',
  inspect: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5M8 11h2l1.500-2.500L13 13l1-2',
  done: 'm5 12.500 4.500 4.500L19 7.500',
  close: 'm6 6 12 12M18 6 6 18',
  drift: 'M12 4 3 20h18zm0 6v5m0 2.500v.01',
}

/** With a slash through it when it stands for something that is broken. */
export function Icon({ name, broken }: { name: keyof typeof PATHS; broken?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="mi-icon">
      <path d={PATHS[name]} />
      {broken && <path d="M3 3l18 18" className="mi-slash" />}
    </svg>
  )
}
