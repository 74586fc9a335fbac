import fc from 'fast-check'
import type { Options, Step } from './history'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const intervalMs = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.integer({ min: 200, max: 2_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2_000, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: MINUTE, max: HOUR }) },
)
const hiddenIntervalMs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant(false as const) },
  { weight: 2, arbitrary: fc.integer({ min: 200, max: 60_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: MINUTE, max: HOUR }) },
)
/** Of a component. */
export const options: fc.Arbitrary<Options> = fc.record({
  intervalMs,
  hiddenIntervalMs,
  enabled: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  listener: fc.constantFrom('own', 'none', 'shared'),
})

const wait = (ms: fc.Arbitrary<number>) => ms.map((some): Step => ({ do: 'wait', ms: some }))

/** Mostly of a few intervals. */
export const shortWait = wait(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 4_000 }) },
    { weight: 3, arbitrary: fc.constantFrom(0, 500, 1_000, 2_000, 10_000) },
    { weight: 3, arbitrary: fc.integer({ min: 4_000, max: 40_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: MINUTE, max: 12 * MINUTE }) },
    { weight: 1, arbitrary: fc.integer({ min: HOUR, max: 7 * HOUR }) },
  ),
)

/** Long enough for the easing and for the stop. */
export const longWait = wait(
  fc.oneof(
    fc.integer({ min: 1_000, max: 30_000 }),
    fc.integer({ min: 4 * MINUTE, max: 15 * MINUTE }),
    fc.integer({ min: HOUR, max: 7 * HOUR }),
  ),
)

const clock = fc
  .oneof(
    fc
      .constantFrom(1, -1)
      .chain((sign) => fc.integer({ min: 1, max: 5_000 }).map((ms) => sign * ms)),
    fc.constantFrom(-7 * HOUR, -HOUR, -MINUTE, MINUTE, 11 * MINUTE, HOUR, 7 * HOUR),
  )
  .map((byMs): Step => ({ do: 'clock', byMs }))

/** What happens to a page of so many jobs after the first component has mounted. */
export function laterSteps(
  jobs: number,
  waits: fc.Arbitrary<Step>,
  length: { minLength: number; maxLength: number },
  retries = 1,
): fc.Arbitrary<Step[]> {
  const place = fc.integer({ min: 0, max: Math.max(2, jobs - 1) })
  const job = fc.integer({ min: 0, max: jobs - 1 })
  const mount = fc.record({
    do: fc.constant('mount' as const),
    components: fc.array(fc.record({ place, job, options }), { minLength: 1, maxLength: 2 }),
  })
  const simple = fc.constantFrom<Step>(
    { do: 'hide' },
    { do: 'show' },
    { do: 'show' },
    { do: 'restore' },
    { do: 'offline' },
    { do: 'online' },
    { do: 'online' },
    { do: 'resume' },
    { do: 'invalidate' },
  )
  const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 12, arbitrary: waits },
    { weight: 6, arbitrary: simple },
    { weight: 4, arbitrary: mount },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('unmount' as const), place }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('refetch' as const), place }) },
    {
      weight: retries,
      arbitrary: fc.record({
        do: fc.constant('retry' as const),
        job,
        status: fc.constantFrom(200, 202, 409),
      }),
    },
    { weight: 1, arbitrary: clock },
  )
  return fc.array(step, { ...length, size: 'max' })
}
