import { useSyncExternalStore } from 'react'
import { JobBox, JobBoxProvider, type JobBoxStore, type JobClient } from '../index'
import { AnswerFlow } from './AnswerFlow'
import { AppearanceBar } from './AppearanceBar'
import { decoded } from './decoded'
import { InspectorSlot } from './InspectorSlot'
import { LoadLabSlot } from './LoadLabSlot'
import type { Network } from './network'
import type { Backend } from './post'
import { RequestStrips } from './RequestStrips'
import type { createRequestLog } from './requestLog'
import type { Samples } from './samples'
import type { Lang } from './settings'
import { Sidebar } from './Sidebar'
import { StartPanel } from './StartPanel'
import { VideoPage } from './VideoPage'
import type { DemoWords } from './words'

export type AppProps = {
  client: JobClient
  store: JobBoxStore
  backend: Backend
  network: Network
  requestLog: ReturnType<typeof createRequestLog>
  lang: Lang
  words: DemoWords
  /** Null at a real backend. */
  samples: Samples | null
  /** Whether the mock could not be started. */
  broken: boolean
}

/** The video whose page the address names: `#/videos/42`. */
function useVideoRoute(): string | null {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener)
      return () => {
        window.removeEventListener('hashchange', listener)
      }
    },
    () => location.hash,
  )
  const id = /^#\/videos\/(.+)$/.exec(hash)?.[1]
  return id === undefined ? null : decoded(id)
}

export function App(props: AppProps) {
  const { client, store, lang, words } = props
  const videoId = useVideoRoute()

  return (
    <JobBoxProvider
      client={client}
      store={store}
      lang={lang}
      hydrate
      onOpen={(job) => {
        location.hash = `#/videos/${encodeURIComponent(job.ref.id)}`
      }}
    >
      {import.meta.env.VITE_BACKEND !== 'live' && (
        <InspectorSlot backend={props.backend} lang={lang} network={props.network} />
      )}
      <div className="page">
        <Sidebar
          words={words}
          place={videoId === null ? 'home' : 'lectures'}
          onSignOut={store.clear}
        />
        <main className="main">
          <AppearanceBar words={words} lang={lang} />
          {props.broken && (
            <p role="alert" className="alert">
              {words.backendFailed}
            </p>
          )}
          {videoId === null ? (
            <div className="home">
              <header className="hero">
                <h1>{words.greeting}</h1>
                <p>{words.lead}</p>
              </header>
              {import.meta.env.VITE_BACKEND !== 'live' && <LoadLabSlot lang={lang} />}
              <StartPanel
                words={words}
                backend={props.backend}
                store={store}
                samples={props.samples}
              />
              <AnswerFlow words={words} requestLog={props.requestLog} />
              <RequestStrips words={words} store={store} requestLog={props.requestLog} />
            </div>
          ) : (
            <VideoPage key={videoId} id={videoId} store={store} words={words} />
          )}
        </main>
      </div>
      <JobBox />
    </JobBoxProvider>
  )
}
