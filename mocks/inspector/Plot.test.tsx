import { render, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { charts } from './fakeUPlot'
import { Plot, type PlotProps } from './Plot'

vi.mock('uplot', async () => ({ default: (await import('./fakeUPlot')).FakeUPlot }))

let resized: () => void
let systemTheme: EventTarget

beforeEach(() => {
  charts.length = 0
  systemTheme = new EventTarget()
  vi.stubGlobal('matchMedia', () => systemTheme)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        resized = callback
      }
      observe() {
        return undefined
      }
      disconnect() {
        resized = () => undefined
      }
    },
  )
})

const props = (values: number[], others: Partial<PlotProps> = {}): PlotProps => ({
  label: 'SELECTs per second',
  x: values.map((_, index) => index),
  series: [{ name: 'SELECTs', color: 'var(--db)', values, stepped: true }],
  height: 100,
  ...others,
})
const chart = () => charts.at(-1)

test('it is a picture with a name', () => {
  render(<Plot {...props([1, 2])} />)
  expect(screen.getByRole('img', { name: 'SELECTs per second' })).toBeDefined()
})

test('new values go into the chart that is there', () => {
  const { rerender } = render(<Plot {...props([1, 2])} />)
  rerender(<Plot {...props([1, 2, 3])} />)
  expect(charts).toHaveLength(1)
  expect(chart()?.data).toEqual([
    [0, 1, 2],
    [1, 2, 3],
  ])
})

test('other series make another chart, and the old one goes', () => {
  const { rerender, unmount } = render(<Plot {...props([1])} />)
  rerender(<Plot {...props([1], { series: [{ name: 'x', color: 'red', values: [1] }] })} />)
  expect(charts.map(({ destroyed }) => destroyed)).toEqual([true, false])
  unmount()
  expect(chart()?.destroyed).toBe(true)
})

test('it is as wide as what it stands in, and as high as told', () => {
  const { rerender } = render(<Plot {...props([1])} />)
  vi.spyOn(screen.getByRole('img'), 'clientWidth', 'get').mockReturnValue(320)
  resized()
  expect(chart()).toMatchObject({ width: 320, height: 100 })
  rerender(<Plot {...props([1], { height: 60 })} />)
  expect(chart()).toMatchObject({ width: 320, height: 60 })
})

test('it is drawn in the colours of the theme, anew when that changes', async () => {
  document.documentElement.style.setProperty('--db', 'rgb(1, 2, 3)')
  render(<Plot {...props([1], { series: [{ name: 'x', color: 'rgb(9, 8, 7)', values: [1] }] })} />)
  const stroke = chart()?.options.series[1]?.stroke as () => string
  expect(stroke()).toBe('rgb(9, 8, 7)')
  document.documentElement.dataset['theme'] = 'dark'
  await vi.waitFor(() => {
    expect(chart()?.redraws).toBe(1)
  })
  systemTheme.dispatchEvent(new Event('change'))
  expect(chart()?.redraws).toBe(2)
})

test('its ticks are worded as told last', () => {
  const { rerender } = render(<Plot {...props([1], { formatX: (x) => `${x} s` })} />)
  rerender(<Plot {...props([1], { formatX: (x) => `${x}초` })} />)
  const ticks = chart()?.options.axes?.[0]?.values as (chart: unknown, values: number[]) => string[]
  expect(ticks(null, [30])).toEqual(['30초'])
})
