import fc from 'fast-check'
import type { Answer, JobReply, Reply, RetryAfter } from './history'

const HOUR_S = 3_600

const nothing = fc.constant(undefined)
const oftenNothing = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: nothing }, { weight: 1, arbitrary })

const version = oftenNothing(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom('', 'seven', '-') },
  ),
)

const percent = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 100 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, undefined) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>('40', -5, 150, 99.5, true, '', [50]) },
)

const inProgress: fc.Arbitrary<JobReply> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant('PROCESSING') },
    { weight: 2, arbitrary: fc.constantFrom('PENDING', 'UPLOADED', 'UNKNOWN', 'ready', 'DONE') },
  ),
  title: oftenNothing(fc.constantFrom('a', 'b')),
  percent,
  remainingSeconds: oftenNothing(fc.integer({ min: 0, max: 600 })),
  step: oftenNothing(
    fc.record({
      index: fc.integer({ min: 1, max: 7 }),
      percent: fc.option(fc.integer({ min: 0, max: 100 })),
    }),
  ),
  updatedAt: oftenNothing(fc.integer({ min: 0, max: 99 })),
  version,
})

const ended: fc.Arbitrary<JobReply> = fc.record({
  status: fc.constantFrom('READY', 'FAILED'),
  title: oftenNothing(fc.constantFrom('a', 'b')),
  detail: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  version,
})

const retryAfter: fc.Arbitrary<RetryAfter> = fc.oneof(
  fc
    .constantFrom('0', '1', '5', '20', '90', '86400', '99999999999', 'soon', '-3', '1.5', '')
    .map((text) => ({ as: 'text' as const, text })),
  fc.record({
    as: fc.constant('date' as const),
    inSeconds: fc.constantFrom(-HOUR_S, 0, 3, 40, 90_000),
    serverClockOffMs: fc.option(fc.constantFrom(0, -3_600_000, 90_000)),
  }),
)

/** What stops nobody. */
const passing: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ is: 'network' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('refused' as const),
      status: fc.constantFrom(500, 502, 408),
      retryAfter: fc.constant(null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('refused' as const),
      status: fc.constantFrom(429, 503),
      retryAfter: fc.option(retryAfter),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('malformed' as const),
      what: fc.constantFrom('html', 'empty', 'array', 'no status', 'another job'),
    }),
  },
)

const failure: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 14, arbitrary: passing },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('refused' as const),
      status: fc.constantFrom(404, 410),
      retryAfter: fc.constant(null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('refused' as const),
      status: fc.constantFrom(400, 401, 403, 418),
      retryAfter: fc.option(retryAfter),
    }),
  },
)

const delayMs = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 1_900 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2_000, max: 9_900 }) },
  { weight: 1, arbitrary: fc.constant(15_000) },
)

const asReply = (reply: JobReply): Reply => ({ is: 'job', ...reply })
/** Of a job to which everything happens. */
export const answers: fc.Arbitrary<Answer[]> = fc.array(
  fc.record({
    delayMs,
    reply: fc.oneof(
      { weight: 6, arbitrary: inProgress.map(asReply) },
      { weight: 2, arbitrary: ended.map(asReply) },
      { weight: 4, arbitrary: failure },
    ),
  }),
  { minLength: 1, maxLength: 10 },
)

/** Of a job in progress, as a rule. */
export const steadyAnswers: fc.Arbitrary<Answer[]> = fc.array(
  fc.record({
    delayMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 1_500 }) },
      { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 15_000 }) },
    ),
    reply: fc.oneof(
      { weight: 12, arbitrary: inProgress.map(asReply) },
      { weight: 2, arbitrary: ended.map(asReply) },
      { weight: 1, arbitrary: failure },
    ),
  }),
  { minLength: 1, maxLength: 4 },
)

/** Of a job in which nothing moves: after the first few answers it is the same one each time. */
export const quietAnswers: fc.Arbitrary<Answer[]> = fc
  .tuple(
    fc.array(fc.record({ delayMs, reply: fc.oneof(inProgress.map(asReply), failure) }), {
      maxLength: 3,
    }),
    fc.record({
      delayMs,
      reply: fc.oneof(
        { weight: 4, arbitrary: inProgress.map(asReply) },
        { weight: 1, arbitrary: passing },
      ),
    }),
  )
  .map(([first, last]) => [...first, last])

/** Of a job that has ended, and says so for a while after a retry. */
export const endedAnswers: fc.Arbitrary<Answer[]> = fc.array(
  fc.record({
    delayMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: delayMs }),
    reply: fc.oneof(
      { weight: 12, arbitrary: ended.map(asReply) },
      { weight: 1, arbitrary: inProgress.map(asReply) },
      { weight: 1, arbitrary: passing },
    ),
  }),
  { minLength: 1, maxLength: 6 },
)
