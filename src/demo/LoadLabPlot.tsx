import { memo, useMemo, type ComponentType, type CSSProperties } from 'react'
import { clockTime } from './loadLabClock'
import { LANE_NAMES, WINDOW_MS, type LoadLabState } from './loadLabStore'
import type { LoadLabWords } from './loadLabWords'

/** What the lab needs of `mocks/inspector/Plot.tsx`, which says more. */
export type PlotComponent = ComponentType<{
  label: string
  x: readonly number[]
  series: readonly {
    name: string
    color: string
    values: readonly (number | null)[]
    fill?: boolean
    stepped?: boolean
  }[]
  height: number
  formatX?: (x: number) => string
  range?: { x?: [number, number]; y?: [number, number] }
}>

const HEIGHT = 136
/** Above the highest line: room for its lane's name. */
const HEADROOM = 1.18
const formatSeconds = (seconds: number) => clockTime(seconds * 1000)

/**
 * SELECTs per second over the hour, with the lanes' names on their lines. Drawn anew when a window
 * closes, a few times a second, while the counters move at every frame.
 */
export const LoadLabPlot = memo(function LoadLabPlot(props: {
  Plot: PlotComponent
  windows: LoadLabState['windows']
  jobsEndMs: number
  endMs: number
  words: LoadLabWords
  numbers: Intl.NumberFormat
}) {
  const { Plot, windows, jobsEndMs, endMs, words, numbers } = props
  const whileRunning = windows.slice(0, jobsEndMs / WINDOW_MS)
  const lanes = LANE_NAMES.map((name) => ({
    name,
    rate: whileRunning.reduce((sum, rates) => sum + rates[name], 0) / whileRunning.length,
  }))
  const top = HEADROOM * Math.max(1, ...windows.flatMap((rates) => Object.values(rates)))
  const series = useMemo(
    () =>
      LANE_NAMES.map((name) => {
        const values = windows.map((rates) => rates[name])
        // A value holds from its x to the next one; the last window ends at one more.
        const last = values.at(-1) ?? null
        return {
          name,
          color: `var(--lane-${name})`,
          values: [...values, last],
          fill: true,
          stepped: true,
        }
      }),
    [windows],
  )
  const x = useMemo(() => [...windows, null].map((_, i) => (i * WINDOW_MS) / 1000), [windows])
  const range = useMemo(
    (): { x: [number, number]; y: [number, number] } => ({ x: [0, endMs / 1000], y: [0, top] }),
    [endMs, top],
  )

  // Lines that lie upon each other share a name.
  const lines = [...new Set(lanes.map(({ rate }) => rate))].map((rate) => ({
    rate,
    names: lanes.filter((lane) => lane.rate === rate).map(({ name }) => name),
  }))

  const told = lanes.map(({ name, rate }) => ({
    lane: words.lanes[name],
    rate: numbers.format(rate),
  }))
  const label = windows.length > 0 ? words.plotNow(told) : words.plot

  return (
    <div className="lab-plot">
      <Plot
        label={label}
        x={x}
        series={series}
        height={HEIGHT}
        formatX={formatSeconds}
        range={range}
      />
      {windows.length > 0 &&
        lines.map(({ names, rate }) => (
          <span
            key={names[0]}
            className="lab-line-name"
            data-lane={names[0]}
            aria-hidden="true"
            style={{ '--height': rate / top } as CSSProperties}
          >
            {names.map((name) => words.lanes[name]).join(', ')}{' '}
            <b>{words.perSecond(numbers.format(rate))}</b>
          </span>
        ))}
    </div>
  )
})
