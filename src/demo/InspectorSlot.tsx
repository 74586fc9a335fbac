import { lazy, Suspense, useSyncExternalStore, type FunctionComponent } from 'react'
import type { Network } from './network'
import type { Backend } from './post'
import type { Lang } from './settings'

/** In a chunk of its own. If that does not load, the page is the same without it. */
const Inspector = lazy(async () => {
  const loaded = await import('../../mocks/inspector/Inspector').catch(() => null)
  return { default: loaded?.Inspector ?? Nothing }
})

const Nothing: FunctionComponent<object> = () => null

/** Where the mock's inspector stands; its bar has its place from the start. */
export function InspectorSlot(props: { backend: Backend; lang: Lang; network: Network }) {
  const { backend, lang, network } = props
  const offline = useSyncExternalStore(network.subscribe, network.isOffline)
  return (
    <Suspense fallback={<div className="inspector-place" />}>
      <Inspector {...backend} lang={lang} network={{ offline, setOffline: network.setOffline }} />
    </Suspense>
  )
}
