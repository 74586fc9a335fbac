import { useLayoutEffect, useRef, type ReactElement } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { createCanvasColors } from './canvasColors'
import './plot.css'

export interface PlotSeries {
  name: string
  /** A CSS colour or custom property, e.g. `var(--db)`. */
  color: string
  /** One for each x; null leaves a gap. */
  values: readonly (number | null)[]
  /** Whether the area below the line is tinted. */
  fill?: boolean
  /** Whether a value holds until the next one, as a count per second does. */
  stepped?: boolean
}

export interface PlotProps {
  /** What a person who does not see the plot is told of it. */
  label: string
  /** Ascending. The ticks are made for seconds and minutes. */
  x: readonly number[]
  /** A later one is drawn over an earlier one. */
  series: readonly PlotSeries[]
  /** In CSS pixels, axes included; the width is the container's. */
  height: number
  /** Default: the number in the browser's language. */
  formatX?: (x: number) => string
  formatY?: (y: number) => string
  /** Default: what `x` spans, and from 0 to a little over the highest value. */
  range?: { x?: [number, number]; y?: [number, number] }
}

const DAY = 86_400
const X_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, DAY]
/** 1, 2 and 5 times the powers of ten: counts have no fractions. */
const Y_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat()

const dataOf = ({ x, series }: PlotProps): uPlot.AlignedData => [
  x as number[],
  ...series.map(({ values }) => values as (number | null)[]),
]

/** What cannot change without building the chart anew. */
const shapeOf = ({ series }: PlotProps): string =>
  JSON.stringify(series.map(({ name, color, fill, stepped }) => [name, color, fill, stepped]))

/** Lines over time, on a canvas. New values are drawn at once; cheap enough for every frame. */
export function Plot(props: PlotProps): ReactElement {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const latest = useRef(props)
  const shape = shapeOf(props)

  useLayoutEffect(() => {
    latest.current = props
  })

  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    const colors = createCanvasColors(element)
    const plot = new uPlot(
      optionsOf(element, latest, (css) => colors.of(css)),
      dataOf(latest.current),
      element,
    )
    chart.current = plot
    const size = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: latest.current.height })
    })
    size.observe(element)
    const forget = colors.onChange(() => plot.redraw(false))
    return () => {
      forget()
      size.disconnect()
      plot.destroy()
      chart.current = null
    }
  }, [shape])

  const { height } = props
  useLayoutEffect(() => {
    chart.current?.setSize({ width: chart.current.width, height })
  }, [height])

  useLayoutEffect(() => {
    chart.current?.setData(dataOf(latest.current))
  }, [props.x, props.series, props.range])

  return <div ref={host} role="img" aria-label={props.label} className="plot" />
}

function optionsOf(
  element: HTMLElement,
  latest: { readonly current: PlotProps },
  color: (css: string) => string,
): uPlot.Options {
  const { series, height } = latest.current
  const font = `11px ${getComputedStyle(element).fontFamily || 'system-ui'}`
  const axis = {
    stroke: () => color('var(--soft)'),
    font,
    gap: 4,
    ticks: { show: false },
    grid: { stroke: () => color('color-mix(in srgb, var(--line) 70%, transparent)'), width: 1 },
  }
  const texts = (values: number[], format: ((value: number) => string) | undefined) =>
    values.map((value) => (format ? format(value) : value.toLocaleString()))
  return {
    width: Math.max(1, element.clientWidth),
    height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        time: false,
        range: (_, min, max) => latest.current.range?.x ?? [min, max > min ? max : min + 1],
      },
      y: { range: (_, __, max) => latest.current.range?.y ?? [0, max > 0 ? max * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 56,
        incrs: X_STEPS,
        grid: { show: false },
        values: (_, values) => texts(values, latest.current.formatX),
      },
      {
        ...axis,
        size: widthOfTexts(font),
        space: 26,
        incrs: Y_STEPS,
        values: (_, values) => texts(values, latest.current.formatY),
      },
    ],
    series: [
      {},
      ...series.map(({ name, color: css, fill, stepped }): uPlot.Series => {
        const paths = stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined
        return {
          label: name,
          stroke: () => color(css),
          width: 1.75,
          points: { show: false },
          ...(fill && { fill: () => color(`color-mix(in srgb, ${css} 14%, transparent)`) }),
          ...(paths && { paths }),
        }
      }),
    ],
  }
}

/** As wide as its longest tick, so that a plot of small numbers has no empty margin. */
function widthOfTexts(font: string): uPlot.Axis.Size {
  return (plot, texts: readonly string[] | null) => {
    plot.ctx.save()
    plot.ctx.font = font
    const widths = (texts ?? []).map((text) => plot.ctx.measureText(text).width)
    plot.ctx.restore()
    return Math.ceil(Math.max(16, ...widths)) + 10
  }
}
