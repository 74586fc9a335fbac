import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { clockTime } from './loadLabClock'
import { LoadLabLane } from './LoadLabLane'
import { LoadLabPlot, type PlotComponent } from './LoadLabPlot'
import {
  createLoadLabStore,
  figuresOf,
  LANE_NAMES,
  type LoadLabState,
  type LoadLabStore,
  type WatchJobs,
} from './loadLabStore'
import { loadLabWords, type LoadLabWords } from './loadLabWords'
import type { Lang } from './settings'
import './loadLab.css'

/**
 * An hour in a minute: the same jobs watched in several ways, counted by backends of their own in
 * simulated time. Starts by itself when it is first seen, unless less motion is asked for.
 */
export function LoadLab(props: { lang: Lang; watchJobs: WatchJobs; Plot: PlotComponent }) {
  const { lang, watchJobs, Plot } = props
  const words = loadLabWords[lang]
  const [numbers] = useState(() => new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }))
  const [store] = useState(() => {
    const autoStart = !matchMedia('(prefers-reduced-motion: reduce)').matches
    return createLoadLabStore({ watchJobs, autoStart })
  })
  const section = useSeen(store)
  const lab = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const { phase, now, realMs } = lab
  const { jobsEndMs, endMs } = store
  const figures = figuresOf(lab)
  const ranMs = Math.min(now.atMs, jobsEndMs)

  return (
    <section ref={section} className="card lab" aria-labelledby="lab-heading" data-phase={phase}>
      <div className="lab-head">
        <h2 id="lab-heading">{words.title}</h2>
        <Control store={store} phase={phase} words={words} />
      </div>
      {phase !== 'ended' && phase !== 'failed' && (
        <p className="lab-lead">{words.question(store.jobs.videos, store.jobs.excel)}</p>
      )}
      <p aria-live="polite" className="lab-sum">
        {phase === 'ended' &&
          words.sum(
            (name) => numbers.format(figures[name].selects),
            (name) => numbers.format(figures[name].selectsAtEnd ?? 0),
          )}
      </p>
      {phase === 'failed' && (
        <p role="alert" className="alert">
          {words.failed}
        </p>
      )}
      <dl className="lab-lanes">
        {LANE_NAMES.map((name) => (
          <LoadLabLane
            key={name}
            name={name}
            figures={figures[name]}
            words={words}
            numbers={numbers}
          />
        ))}
      </dl>
      <i className="lab-passed" aria-hidden="true">
        <i style={{ scale: `${ranMs / jobsEndMs} 1` }} />
      </i>
      <div className="lab-time">
        <p aria-hidden="true">{words.plot}</p>
        <p>
          <b>{words.time(clockTime(ranMs), clockTime(jobsEndMs))}</b>
          {realMs > 1000 && <> · {words.speed(numbers.format(Math.round(now.atMs / realMs)))}</>}
        </p>
      </div>
      <LoadLabPlot
        Plot={Plot}
        windows={lab.windows}
        jobsEndMs={jobsEndMs}
        endMs={endMs}
        words={words}
        numbers={numbers}
      />
    </section>
  )
}

/** The one button, which says what pressing it does now. */
function Control(props: {
  store: LoadLabStore
  phase: LoadLabState['phase']
  words: LoadLabWords
}) {
  const { store, phase, words } = props
  const [text, press] = {
    idle: [words.start, store.start] as const,
    loading: [words.pause, undefined] as const,
    running: [words.pause, store.pause] as const,
    paused: [words.resume, store.resume] as const,
    ended: [words.again, store.start] as const,
    failed: [words.tryAgain, store.start] as const,
  }[phase]
  return (
    <button
      type="button"
      className="quiet-button lab-control"
      aria-disabled={!press}
      onClick={press}
    >
      {text}
    </button>
  )
}

/** Lets time pass while the element is on screen. */
function useSeen(store: LoadLabStore) {
  const element = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!element.current) return
    let onScreen = false
    const tell = () => {
      store.setSeen(onScreen && document.visibilityState === 'visible')
    }
    const observer = new IntersectionObserver(
      (entries) => {
        onScreen = entries.at(-1)?.isIntersecting === true
        tell()
      },
      { threshold: 0.2 },
    )
    observer.observe(element.current)
    document.addEventListener('visibilitychange', tell)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', tell)
      store.setSeen(false)
    }
  }, [store])
  return element
}
