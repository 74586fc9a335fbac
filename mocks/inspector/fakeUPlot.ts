import type uPlot from 'uplot'

/** What each chart was made with and told since, newest last: jsdom has no canvas to look at. */
export const charts: FakeUPlot[] = []

/** Stands for uPlot: keeps what it is told. */
export class FakeUPlot {
  static paths = { stepped: () => () => null }
  readonly options: uPlot.Options
  data: uPlot.AlignedData
  width: number
  height: number
  redraws = 0
  destroyed = false

  constructor(options: uPlot.Options, data: uPlot.AlignedData, target: HTMLElement) {
    this.options = options
    this.data = data
    this.width = options.width
    this.height = options.height
    target.append(document.createElement('canvas'))
    charts.push(this)
  }
  setData(data: uPlot.AlignedData) {
    this.data = data
  }
  setSize({ width, height }: { width: number; height: number }) {
    this.width = width
    this.height = height
  }
  redraw() {
    this.redraws++
  }
  destroy() {
    this.destroyed = true
  }
}
