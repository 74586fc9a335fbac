import fc from 'fast-check'
import { answers, endedAnswers, quietAnswers, steadyAnswers } from './arbitraryAnswers'
import { laterSteps, longWait, options, shortWait } from './arbitrarySteps'
import type { History, Options, Step } from './history'

const MINUTE = 60_000

const page = fc.record({
  hidden: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  offline: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.boolean()),
})

function mountAt(place: number, its: Options): Step {
  return { do: 'mount', components: [{ place, job: place, options: its }] }
}

/** One job, and all that can happen to it. */
export const historiesOfOneJob: fc.Arbitrary<History> = fc.record({
  page,
  seed: fc.nat(),
  requestsAtMost: fc.constant(60),
  jobs: fc.tuple(answers),
  steps: fc
    .tuple(options, laterSteps(1, shortWait, { minLength: 4, maxLength: 20 }))
    .map(([first, later]) => [mountAt(0, first), ...later]),
})

/** One job that does not change for minutes and hours. */
export const historiesOfAQuietJob: fc.Arbitrary<History> = fc.record({
  page,
  seed: fc.nat(),
  requestsAtMost: fc.oneof(
    { weight: 24, arbitrary: fc.constant(100) },
    // Enough for ten minutes at two seconds.
    { weight: 1, arbitrary: fc.constant(400) },
  ),
  jobs: fc.tuple(quietAnswers),
  steps: fc
    .tuple(
      options,
      fc.integer({ min: 5_000, max: 60 * MINUTE }),
      laterSteps(1, longWait, { minLength: 2, maxLength: 12 }),
    )
    .map(([first, intervalMs, later]) => [mountAt(0, { ...first, intervalMs }), ...later]),
})

/** One job that has ended, and is retried. */
export const historiesOfARetriedJob: fc.Arbitrary<History> = fc.record({
  page,
  seed: fc.nat(),
  requestsAtMost: fc.constant(60),
  jobs: fc.tuple(endedAnswers),
  steps: fc
    .tuple(options, laterSteps(1, shortWait, { minLength: 4, maxLength: 16 }, 8))
    .map(([first, later]) => [mountAt(0, first), ...later]),
})

/** Many jobs, most of them in progress, that mount together or one after the other. */
export const historiesOfManyJobs: fc.Arbitrary<History> = fc
  .array(steadyAnswers, { minLength: 1, maxLength: 60, size: 'max' })
  .chain((jobs) =>
    fc
      .record({
        page,
        seed: fc.nat(),
        commits: fc.constantFrom(1, 1, 4),
        common: options,
        later: laterSteps(jobs.length, shortWait, { minLength: 1, maxLength: 6 }),
      })
      .map(({ later, commits, common, ...rest }) => {
        const components = jobs.map((_, job) => ({
          place: job,
          job,
          options: { ...common, enabled: true },
        }))
        const size = Math.ceil(jobs.length / commits)
        const mounts = Array.from({ length: commits }, (_, at): Step => ({
          do: 'mount',
          components: components.slice(at * size, (at + 1) * size),
        }))
        return {
          ...rest,
          jobs,
          requestsAtMost: 2 * jobs.length + 10,
          steps: [...mounts, ...later],
        }
      }),
  )
