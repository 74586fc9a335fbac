import fc from 'fast-check'
import { longWait, options, shortWait } from '../arbitrarySteps'
import type { Answer, Attempt, Fate, History, JobState, Options, Reply, Step } from '../history'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const rarely = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>, times = 5) =>
  fc.oneof({ weight: times, arbitrary: often }, { weight: 1, arbitrary: seldom })

const inProgress: fc.Arbitrary<JobState> = fc.record({
  status: rarely(fc.constant('PROCESSING'), fc.constantFrom('PENDING', 'UPLOADED', 'UNKNOWN')),
  title: fc.constantFrom('a', undefined),
  percent: rarely(fc.nat(100), fc.constantFrom<unknown>(null, undefined, '40', 150)),
  remainingSeconds: fc.constantFrom(undefined, 60),
})
const ended: fc.Arbitrary<JobState> = fc.record({ status: fc.constantFrom('READY', 'FAILED') })
const gone = fc.constant<JobState>('gone')

const first = fc.oneof(
  { weight: 12, arbitrary: inProgress },
  { weight: 2, arbitrary: ended },
  { weight: 1, arbitrary: gone },
)

const truth: fc.Arbitrary<Reply> = fc.record({
  is: fc.constant('truth' as const),
  when: fc.constantFrom('asked', 'answered'),
})
const refusal = (status: number, retryAfter: string | null = null): Reply => ({
  is: 'refused',
  status,
  retryAfter: retryAfter === null ? null : { as: 'text', text: retryAfter },
})
const failure = fc.constantFrom<Reply>(
  { is: 'network' },
  { is: 'network' },
  refusal(503),
  refusal(503, '3'),
  refusal(503, '45'),
  refusal(401),
  refusal(404),
  { is: 'malformed', what: 'html' },
)
const answers: fc.Arbitrary<Answer[]> = fc.array(
  fc.record({
    delayMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 12_000 }) },
    ),
    reply: rarely(truth, failure, 4),
  }),
  { minLength: 1, maxLength: 8 },
)

const opened = fc.record({
  is: fc.constant('opened' as const),
  afterMs: fc.oneof(fc.constant(20), fc.integer({ min: 1, max: 9_900 })),
})
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  { weight: 8, arbitrary: opened },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constantFrom('refused', 'muted'),
      afterMs: fc.integer({ min: 1, max: 3_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Attempt>({ is: 'hung' }) },
)

const latency = rarely(fc.constant(20), fc.integer({ min: 100, max: 40_000 }), 4)
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ is: fc.constant('told' as const), afterMs: latency }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('told twice' as const),
      afterMs: latency,
      againAfterMs: latency,
    }),
  },
  { weight: 2, arbitrary: fc.constant<Fate>({ is: 'lost' }) },
)

const wait = fc.oneof(
  { weight: 12, arbitrary: shortWait },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 20_000, max: 70_000 }).map((ms): Step => ({ do: 'wait', ms })),
  },
  { weight: 1, arbitrary: longWait },
)

/** What happens to a page of so many jobs after the first component has mounted. */
function laterSteps(jobs: number): fc.Arbitrary<Step[]> {
  const job = fc.nat(jobs - 1)
  const place = fc.nat(2)
  const change = (to: fc.Arbitrary<JobState | 'same'>) =>
    fc.record({ do: fc.constant('change' as const), job, to })
  const simple = fc.constantFrom<Step>(
    { do: 'hide' },
    { do: 'show' },
    { do: 'show' },
    { do: 'offline' },
    { do: 'online' },
    { do: 'online' },
    { do: 'resume' },
    { do: 'restore' },
  )
  const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 20, arbitrary: wait },
    { weight: 10, arbitrary: change(inProgress) },
    { weight: 3, arbitrary: change(ended) },
    { weight: 1, arbitrary: change(fc.constant('same')) },
    { weight: 1, arbitrary: change(gone) },
    { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'drop' }, { do: 'drop' }, { do: 'mute' }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), job }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('garble' as const),
        job,
        what: fc.constantFrom(
          'text',
          'list',
          'unknown type',
          'another kind',
          'another job',
          'no status',
          'no body',
          'version as text',
          'half a version',
          'binary',
        ),
      }),
    },
    { weight: 5, arbitrary: simple },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('mount' as const),
        components: fc.array(fc.record({ place, job, options }), { minLength: 1, maxLength: 2 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('unmount' as const), place }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refetch' as const), place }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('retry' as const),
        job,
        status: fc.constantFrom(200, 202, 409),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('leave' as const),
        by: fc.constantFrom('pagehide', 'freeze'),
        forMs: fc.constantFrom(0, 1_500, MINUTE, HOUR),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('clock' as const),
        byMs: fc.constantFrom(1_000, 20_000, MINUTE, 7 * HOUR),
      }),
    },
  )
  return fc.array(step, { minLength: 4, maxLength: 18, size: 'max' })
}

function mountAll(all: readonly Options[]): Step {
  return { do: 'mount', components: all.map((its, job) => ({ place: job, job, options: its })) }
}

/** One to three jobs of a server that tells of them over a socket, and all that can happen to that. */
export const historiesWithASocket: fc.Arbitrary<History> = fc
  .integer({ min: 1, max: 3 })
  .chain((jobs) => {
    const each = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: jobs, maxLength: jobs })
    return fc.record({
      page: fc.record({
        hidden: rarely(fc.constant(false), fc.boolean(), 9),
        offline: rarely(fc.constant(false), fc.boolean(), 12),
      }),
      seed: fc.nat(),
      requestsAtMost: fc.constant(24),
      jobs: each(answers),
      sockets: fc.record({
        first: each(first),
        numbered: rarely(fc.constant(true), fc.constant(false), 4),
        attempts: fc.array(attempt, { minLength: 1, maxLength: 5 }),
        fates: fc.array(fate, { minLength: 1, maxLength: 12 }),
      }),
      steps: fc
        .tuple(each(options), laterSteps(jobs))
        .map(([all, later]) => [mountAll(all), ...later]),
    })
  })
