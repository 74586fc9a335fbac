import { Box } from './Box'
import type { OpenState } from './openState'
import { addressOf, type Settings } from './settings'
import type { State } from './State'
import { galleryWords } from './words'

type Props = { settings: Settings; state: State; open: OpenState }

/** One state in the corner of a page. */
export function OneState({ settings, state, open }: Props) {
  const words = galleryWords[settings.lang]
  return (
    <main className="page">
      <h1>{state.name}</h1>
      <p>{words.page}</p>
      <p>
        <a href={addressOf({ ...settings, state: null })} target="_top">
          {words.all}
        </a>
      </p>
      <Box {...open} lang={settings.lang} pressed={state.pressed} />
    </main>
  )
}
