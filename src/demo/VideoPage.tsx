import { useState, useSyncExternalStore } from 'react'
import { useJobClient, useWorkerJobPoller, type JobBoxStore } from '../index'
import type { DemoWords } from './words'

/** Plays a finished video. Its stream is asked for like any status: once, and the final fetch. */
export function VideoPage(props: { id: string; store: JobBoxStore; words: DemoWords }) {
  const { id, store, words } = props
  const client = useJobClient()
  const { job, phase } = useWorkerJobPoller({ kind: 'video', id })
  const { jobs } = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const listed = jobs.find(({ ref }) => ref.kind === 'video' && ref.id === id)
  const title = [listed?.title, job?.title].find(Boolean) ?? words.nav.lectures
  const result = job?.state === 'succeeded' && job.result?.type === 'video' ? job.result : null
  const source = result && client.mediaUrl(result.hlsPath)

  return (
    <article className="player">
      <a href="#/" className="quiet-button">
        ← {words.player.back}
      </a>
      <h1>{title}</h1>
      {source ? (
        <Player source={source} title={title} words={words} />
      ) : (
        <p>{phase === 'connecting' ? words.player.loading : words.player.missing}</p>
      )}
    </article>
  )
}

const playsHls = () =>
  document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== ''

function Player(props: { source: string; title: string; words: DemoWords }) {
  const { source, title, words } = props
  const [failed, setFailed] = useState(() => !playsHls())
  return (
    <>
      <video
        src={failed ? undefined : source}
        aria-label={title}
        controls
        autoPlay
        muted
        playsInline
        onError={() => {
          setFailed(true)
        }}
      />
      {failed && (
        <p role="alert" className="alert">
          {words.player.unplayable}
        </p>
      )}
    </>
  )
}
