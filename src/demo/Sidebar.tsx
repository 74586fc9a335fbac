import { DevtoolsSlot } from './DevtoolsSlot'
import type { DemoWords } from './words'

/** Paths of 24 × 24 icons. */
const ICONS = {
  home: 'M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z',
  lectures:
    'M4 6h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm12 4 5-3v10l-5-3',
  students: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c0-3.5 3-6 7-6s7 2.500 7 6',
  attendance: 'M7 3v4m10-4v4M4 6h16v14H4zm0 5h16m-11 4 2 2 4-4',
  messages: 'M4 5h16v11H9l-5 4z',
}

/** The academy's own navigation. The demo has one page, so the others are named and not linked. */
export function Sidebar(props: {
  words: DemoWords
  place: keyof typeof ICONS
  onSignOut: () => void
}) {
  const { words, place: current, onSignOut } = props
  return (
    <aside className="sidebar">
      <div className="brand">
        <span className="brand-mark" aria-hidden="true">
          {words.academy.slice(0, 1)}
        </span>
        <span>
          <strong>{words.academy}</strong>
          <small>{words.admin}</small>
        </span>
      </div>
      <nav>
        <ul>
          {(Object.keys(ICONS) as (keyof typeof ICONS)[]).map((place) => (
            <li key={place} data-current={place === current || undefined}>
              {place === 'home' ? (
                <a href="#/" aria-current={place === current ? 'page' : undefined}>
                  <Icon path={ICONS[place]} />
                  {words.nav[place]}
                </a>
              ) : (
                <span>
                  <Icon path={ICONS[place]} />
                  {words.nav[place]}
                </span>
              )}
            </li>
          ))}
        </ul>
      </nav>
      <button type="button" className="quiet-button sign-out" onClick={onSignOut}>
        {words.signOut}
      </button>
      {import.meta.env.DEV && <DevtoolsSlot />}
    </aside>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
      <path d={path} />
    </svg>
  )
}
