import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Choice } from './Choice'
import type { Readings } from './control'
import { useInspector } from './InspectorContext'
import { Plot, type PlotSeries } from './Plot'
import {
  COUNTED,
  presentRates,
  rateOf,
  ratesOf,
  withSample,
  type Counted,
  type Sample,
} from './rates'
import { useAction } from './useAction'
import { useReading } from './useReading'

const COLORS: Record<Counted, string> = {
  requests: 'var(--accent)',
  redis: 'var(--redis)',
  select: 'var(--db)',
}
const MINUTES = [2, 10]

/** What the status API, Redis and the database are asked, per second and in all. */
export function LoadPane() {
  const { control, lang, words } = useInspector()
  const history = useReading('history').data
  const { data: metrics, dataUpdatedAt } = useReading('metrics')
  const pushed = usePushRate(metrics?.push.messages, dataUpdatedAt)
  const [place, height] = useHeight(110)
  const [minutes, setMinutes] = useState(2)
  const resetTotals = useAction(() => control.resetMetrics())
  const rates = useMemo(() => ratesOf(history ?? [], minutes), [history, minutes])
  const series = useMemo(
    () =>
      COUNTED.map((name): PlotSeries => ({
        name: words.load[name],
        color: COLORS[name],
        values: rates[name],
        stepped: true,
        fill: name !== 'requests',
      })),
    [rates, words],
  )
  const range = useMemo(() => ({ x: [-60 * minutes, 0] as [number, number] }), [minutes])
  const perSecond = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 })
  const present = presentRates(history ?? [])
  const totals = metrics && totalsOf(metrics)
  const ago = (x: number) => {
    if (x === 0) return words.load.now
    return x % 60 === 0 ? words.load.minutesAgo(-x / 60) : words.load.secondsAgo(-x)
  }
  const figures = COUNTED.map((name) => `${words.load[name]} ${perSecond.format(present[name])}`)

  return (
    <section className="mi-load" aria-label={words.load.title}>
      <div className="mi-head">
        <h2>{words.load.title}</h2>
        <Choice
          legend={words.load.span}
          options={MINUTES.map((option) => [option, words.load.minutes(option)])}
          value={minutes}
          onChange={setMinutes}
        />
      </div>
      <div className="mi-plot" ref={place}>
        <Plot
          label={words.load.plot(figures.join(', '))}
          x={rates.x}
          series={series}
          range={range}
          height={height}
          formatX={ago}
        />
      </div>
      <table className="mi-figures">
        <caption className="mi-unseen">{words.load.title}</caption>
        <thead>
          <tr>
            <td>
              <button
                type="button"
                className="mi-link"
                onClick={() => {
                  resetTotals.mutate(undefined)
                }}
              >
                {words.load.resetTotals}
              </button>
            </td>
            <th scope="col" title={words.load.perSecondNote}>
              {words.load.perSecond}
            </th>
            <th scope="col">{words.load.total}</th>
          </tr>
        </thead>
        <tbody>
          {COUNTED.map((name) => (
            <tr key={name}>
              <th scope="row">
                <i className="mi-swatch" data-counted={name} />
                {words.load[name]}
              </th>
              <td>{perSecond.format(present[name])}</td>
              <td>{totals ? totals[name].toLocaleString(lang) : '–'}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" title={words.load.pushNote}>
              <i className="mi-swatch" data-counted="push" />
              {words.load.push(metrics ? metrics.push.clients.toLocaleString(lang) : '–')}
            </th>
            <td>{perSecond.format(pushed)}</td>
            <td>{metrics ? metrics.push.messages.toLocaleString(lang) : '–'}</td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}

function totalsOf({ http, redis, db }: Readings['metrics']): Record<Counted, number> {
  const { get, set, del, expire } = redis
  return { requests: http.requests, redis: get + set + del + expire, select: db.select }
}

/** Messages pushed per second. `total` was read at `at`, epoch ms; undefined: not yet. */
function usePushRate(total: number | undefined, at: number): number {
  const [samples, setSamples] = useState<Sample[]>([])
  if (total !== undefined && at !== samples.at(-1)?.at) {
    setSamples(withSample(samples, { at, total }))
  }
  return rateOf(samples)
}

/** The height of an element in CSS pixels, as it changes; at least `least`. */
function useHeight(least: number) {
  const element = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(least)
  useLayoutEffect(() => {
    const size = new ResizeObserver(([entry]) => {
      setHeight(Math.max(least, Math.floor(entry?.contentRect.height ?? 0)))
    })
    if (element.current) size.observe(element.current)
    return () => {
      size.disconnect()
    }
  }, [least])
  return [element, height] as const
}
