import { expect, it } from 'vitest'
import { busyStretches } from './busyStretches'

const main = { name: 'thread_name', ph: 'M', tid: 7, ts: 0, args: { name: 'CrRendererMain' } }
const task = (ts: number, dur: number, tid = 7) => ({
  name: 'ThreadControllerImpl::RunTask',
  ph: 'X',
  tid,
  ts,
  dur,
})

it('joins the tasks of the main thread that leave no room for a frame between them', () => {
  const traceEvents = [
    task(9_000, 2_000),
    main,
    task(1_000, 3_000),
    task(4_200, 800),
    task(4_000, 90_000, 8),
    { ...task(6_000, 90_000), name: 'FunctionCall' },
  ]
  expect(busyStretches({ traceEvents })).toEqual([4, 2])
})
