import { Box } from './Box'
import type { OpenState } from './openState'
import { addressOf, type Settings } from './settings'
import { Stage } from './Stage'
import type { State } from './State'
import { groups } from './states'
import { galleryWords } from './words'

type Props = { settings: Settings; open: ReadonlyMap<State, OpenState> }

/** All states, side by side. */
export function Gallery({ settings, open }: Props) {
  const { lang } = settings
  const words = galleryWords[lang]
  return (
    <main>
      <header className="top">
        <h1>{words.title}</h1>
        <nav aria-label={words.look}>
          <a href={addressOf({ ...settings, lang: 'ko' })}>한국어</a>
          <a href={addressOf({ ...settings, lang: 'en' })}>English</a>
          <a href={addressOf({ ...settings, theme: 'light' })}>{words.light}</a>
          <a href={addressOf({ ...settings, theme: 'dark' })}>{words.dark}</a>
        </nav>
      </header>
      {groups.map(({ title, states }) => (
        <section key={title.en} aria-label={title[lang]} className="group">
          <h2>{title[lang]}</h2>
          <div className="wall">
            {states.map((state) => (
              <article key={state.name} aria-label={state.name} data-state={state.name}>
                <h3>
                  <a href={addressOf({ ...settings, state: state.name })}>{state.name}</a>
                </h3>
                <Exhibit state={state} settings={settings} open={open.get(state)} />
              </article>
            ))}
          </div>
        </section>
      ))}
    </main>
  )
}

function Exhibit(props: { state: State; settings: Settings; open: OpenState | undefined }) {
  const { state, settings, open } = props
  if (!open) {
    const address = addressOf({ ...settings, state: state.name })
    return <iframe className="stage" title={state.name} src={address} />
  }
  return (
    <Stage>
      <Box {...open} lang={settings.lang} pressed={state.pressed} />
    </Stage>
  )
}
