import { createRoot } from 'react-dom/client'
import { Gallery } from './Gallery'
import { OneState } from './OneState'
import { openState, type OpenState } from './openState'
import { readSettings } from './settings'
import type { State } from './State'
import { groups } from './states'
import { galleryWords } from './words'
import './gallery.css'

const settings = readSettings(location.search)
document.documentElement.lang = settings.lang
if (settings.theme) document.documentElement.dataset['theme'] = settings.theme
document.title = galleryWords[settings.lang].title

const states = groups.flatMap((group) => group.states)
const alone = states.find(({ name }) => name === settings.state)
if (alone?.ownPage === 'offline') {
  Object.defineProperty(navigator, 'onLine', { value: false })
}

const element = document.getElementById('root')
if (!element) throw new Error('Failed to start: gallery.html has no element with the id "root".')
const root = createRoot(element)
if (alone) {
  root.render(<OneState settings={settings} state={alone} open={await openState(alone)} />)
} else {
  const here = states.filter(({ ownPage }) => !ownPage)
  const open = new Map<State, OpenState>(
    await Promise.all(here.map(async (state) => [state, await openState(state)] as const)),
  )
  root.render(<Gallery settings={settings} open={open} />)
}
