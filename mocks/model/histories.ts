import fc from 'fast-check'
import type { StrategyName } from '../backend/inputs'
import type { JobFaults } from '../workers/job'
import type { Fault, KeyName, Operation, Resource } from './operations'

const OWN = 'academy'
const tenant = fc.constantFrom(OWN, OWN, OWN, 'other', 'third')
const video = fc.record({ resource: fc.constant('video' as const), id: fc.constantFrom('1', '2') })
const job = fc.record({ resource: fc.constant('job' as const), id: fc.constantFrom('a', 'b') })
const ghost = fc.constantFrom(
  { resource: 'video' as const, id: '9' },
  { resource: 'job' as const, id: 'z' },
)
const known = fc.oneof(video, job)
const keyName = fc.constantFrom<KeyName>('status', 'status', 'progress')

const start: fc.Arbitrary<Operation> = fc
  .record({
    what: known,
    tenant,
    jobType: fc.constantFrom('excel_parsing', 'staff_excel_export', 'messaging', 'other_work'),
    seconds: fc.constantFrom(1, 1, 3, 3, 10, 10, 10, 60, 60, 60, 300, 300, 3600, 8000),
    end: fc.constantFrom(
      { succeeds: true, errorText: null },
      { succeeds: true, errorText: null },
      { succeeds: true, errorText: '일부 실패' },
      { succeeds: false, errorText: null },
      { succeeds: false, errorText: '손상된 파일' },
    ),
  })
  .map(({ what, end: { succeeds, errorText }, ...rest }) => ({
    do: 'start',
    ...what,
    ...rest,
    succeeds,
    // A video has no success with an error text.
    errorText: what.resource === 'video' && succeeds ? null : errorText,
  }))

/** Times to live and their edges, and spans that workers take. */
const ms = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, 99, 500, 999, 1000, 1500, 3000) },
  { weight: 8, arbitrary: fc.constantFrom(4999, 5000, 5001, 10_000) },
  { weight: 8, arbitrary: fc.constantFrom(30_000, 59_999, 60_000, 60_001, 61_000, 120_000) },
  { weight: 2, arbitrary: fc.constantFrom(600_000, 3_599_999, 3_600_000, 3_600_001) },
  { weight: 1, arbitrary: fc.constantFrom(7_199_999, 7_200_000, 7_200_001) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
)
const advance = fc.record({ do: fc.constant('advance' as const), ms })

const reader = fc
  .record({
    what: fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: ghost }),
    tenant: fc.constantFrom(OWN, OWN, null, 'other', 'third'),
  })
  .map(({ what, tenant: asks }) => ({ ...what, tenant: asks }))
const read: fc.Arbitrary<Operation> = fc
  .oneof(
    { weight: 30, arbitrary: fc.tuple(reader) },
    { weight: 10, arbitrary: fc.array(reader, { minLength: 2, maxLength: 6 }) },
    { weight: 10, arbitrary: reader.map((one) => [one, one, one]) },
    // More than the log holds.
    { weight: 1, arbitrary: reader.map((one) => Array.from({ length: 210 }, () => one)) },
  )
  .map((readers) => ({ do: 'read', readers }))

const retryOrDelete: fc.Arbitrary<Operation> = fc
  .record({
    do: fc.constantFrom('retry' as const, 'retry' as const, 'delete' as const),
    what: fc.oneof({ weight: 9, arbitrary: video }, { weight: 1, arbitrary: fc.constant(null) }),
    tenant,
  })
  .map(({ what, ...rest }) => ({ ...rest, id: what?.id ?? '9' }))

const list = fc.record({
  do: fc.constant('list' as const),
  status: fc.constantFrom('PROCESSING', 'UPLOADED', 'PENDING'),
  tenant,
})

const CORRUPT_VALUES = [
  '',
  'null',
  '[]',
  '[{"status":"READY","tenant":"academy"}]',
  '42',
  '"READY"',
  '{}',
  '{"status":"PROC',
  '{"status":7,"tenant":"academy"}',
  '{"status":"PROCESSING"}',
  '{"percent":"half","step":3}',
  '<html>',
]
const tamper: fc.Arbitrary<Operation> = fc.oneof(
  fc.constant<Operation>({ do: 'flush' }),
  fc
    .record({ what: known, key: keyName })
    .map(({ what, key }) => ({ do: 'drop' as const, ...what, key })),
  fc
    .record({ what: known, key: keyName, value: fc.constantFrom(...CORRUPT_VALUES) })
    .map(({ what, ...rest }) => ({ do: 'corrupt' as const, ...what, ...rest })),
)

const fault = fc.constantFrom<Fault>('up', 'up', 'up', 'down', 'slow')
const faults = fc.record({ do: fc.constant('faults' as const), redis: fault, db: fault })

const jobFaults: fc.Arbitrary<Operation> = fc
  .record({
    what: known,
    faults: fc.constantFrom<JobFaults>(
      {},
      { stall: true },
      { crash: true },
      { lateResult: true },
      { loseRedisWrite: true },
      { duplicate: true },
      { duplicate: true, lateResult: true },
      { loseRedisWrite: true, lateResult: true, duplicate: true },
    ),
  })
  .map(({ what, faults: given }) => ({ do: 'jobFaults', ...what, faults: given }))

const operation = fc.oneof(
  { weight: 6, arbitrary: start },
  { weight: 10, arbitrary: advance },
  { weight: 14, arbitrary: read },
  { weight: 3, arbitrary: retryOrDelete },
  { weight: 1, arbitrary: list },
  { weight: 3, arbitrary: tamper },
  { weight: 3, arbitrary: faults },
  { weight: 3, arbitrary: jobFaults },
  { weight: 1, arbitrary: fc.constant<Operation>({ do: 'resetMetrics' }) },
)

export const strategyChange: fc.Arbitrary<Operation> = fc.record({
  do: fc.constant('strategy' as const),
  read: fc.constantFrom<StrategyName>('db', 'cache', 'redis-first', 'redis-first-hardened'),
})

const all = ({ resource, id }: { resource: Resource; id: string }): Operation => ({
  do: 'read',
  readers: [OWN, OWN, 'other'].map((asks) => ({ resource, id, tenant: asks })),
})
const wait = (...choices: number[]) =>
  fc.constantFrom(...choices).map((of): Operation => ({ do: 'advance', ms: of }))
const one = (what: { resource: Resource; id: string }, asks: string = OWN): Operation => ({
  do: 'read',
  readers: [{ ...what, tenant: asks }],
})
const edge = wait(1, 4999, 5000, 59_999, 60_000, 60_001)

/** A lost write, or a dead worker: 'in progress' that is not heard of any more. */
const silentJob: fc.Arbitrary<Operation[]> = fc
  .record({
    begins: start,
    work: wait(900, 2000, 5000),
    fault: fc.constantFrom<JobFaults>({ loseRedisWrite: true }, { crash: true }),
    silence: fc.constantFrom(3000, 59_999, 60_000, 60_001, 61_000, 90_000, 400_000),
    db: fc.constantFrom<Fault>('up', 'up', 'down', 'slow'),
    later: edge,
  })
  .map(({ begins, work, fault, silence, db, later }): Operation[] => {
    const what = whatOf(begins)
    return [
      begins,
      work,
      { do: 'jobFaults', ...what, faults: fault },
      { do: 'silence', ...what, ms: 3000 },
      { do: 'silence', ...what, ms: silence },
      { do: 'faults', redis: 'up', db },
      one(what),
      later,
      all(what),
    ]
  })

/** In progress, as Redis has it; whether there is a row is chance. */
const plant: fc.Arbitrary<Operation> = fc
  .record({
    what: fc.oneof({ weight: 2, arbitrary: known }, { weight: 1, arbitrary: ghost }),
    tenant,
    silentMs: fc.constantFrom(0, 59_999, 60_000, 60_001, 300_000),
  })
  .map(({ what, ...rest }) => ({ do: 'plant', ...what, ...rest }))

/** What leads to the rarer rules; chance alone seldom gets there. */
const fragment: fc.Arbitrary<Operation[]> = fc.oneof(
  silentJob,
  silentJob,
  // Deleted while Redis could not be told.
  fc
    .record({ begins: start, work: wait(500, 3000), silence: wait(4000, 61_000), later: edge })
    .map(({ begins, work, silence, later }): Operation[] => {
      const what = { resource: 'video' as const, id: whatOf(begins).id === 'a' ? '1' : '2' }
      return [
        { ...begins, ...what, tenant: OWN, errorText: null } as Operation,
        work,
        { do: 'faults', redis: 'down', db: 'up' },
        { do: 'delete', id: what.id, tenant: OWN },
        { do: 'faults', redis: 'up', db: 'up' },
        silence,
        one(what),
        later,
        all(what),
      ]
    }),
  // Redis has what was never, or is over.
  fc
    .record({ planted: plant, between: wait(1, 4000), later: edge })
    .map(({ planted, between, later }): Operation[] => {
      const what = whatOf(planted)
      return [planted, one(what), between, all(what), later, one(what)]
    }),
  // What is written back, and what is cached, for as long as it lives.
  fc
    .record({ begins: start, work: wait(1, 3000, 10_000), later: edge, last: edge })
    .map(({ begins, work, later, last }): Operation[] => {
      const what = whatOf(begins)
      return [begins, work, { do: 'flush' }, all(what), later, one(what), last, one(what)]
    }),
  // A status that cannot be read, and is not replaced.
  fc
    .record({
      begins: start,
      work: wait(1, 3000, 10_000),
      value: fc.constantFrom(...CORRUPT_VALUES),
      later: edge,
    })
    .map(({ begins, work, value, later }): Operation[] => {
      const what = whatOf(begins)
      return [
        begins,
        work,
        { do: 'corrupt', ...what, key: 'status', value },
        all(what),
        later,
        one(what),
      ]
    }),
  // A failure that is tried again.
  fc
    .record({ id: fc.constantFrom('1', '2'), later: edge, seconds: fc.constantFrom(1, 3) })
    .map(({ id, later, seconds }): Operation[] => {
      const what = { resource: 'video' as const, id }
      return [
        {
          do: 'start',
          ...what,
          tenant: OWN,
          jobType: '',
          seconds,
          succeeds: false,
          errorText: null,
        },
        { do: 'advance', ms: 3000 },
        one(what),
        { do: 'retry', id, tenant: OWN },
        all(what),
        later,
        one(what),
      ]
    }),
)

function whatOf(operation: Operation): { resource: Resource; id: string } {
  return operation.do === 'start' || operation.do === 'plant'
    ? { resource: operation.resource, id: operation.id }
    : NONE
}
const NONE = { resource: 'video' as const, id: '9' }

/** Histories that begin with a job, so that few of them are about ghosts alone. */
export function histories(...more: fc.WeightedArbitrary<Operation>[]): fc.Arbitrary<Operation[]> {
  const any = fc.oneof({ weight: 46, arbitrary: operation }, ...more)
  const part = fc.oneof(
    { weight: 7, arbitrary: any.map((single) => [single]) },
    { weight: 1, arbitrary: fragment },
  )
  return fc
    .tuple(start, fc.array(part, { maxLength: 30, size: 'max' }))
    .map(([first, rest]) => [first, ...rest.flat()])
}

export const reset: fc.WeightedArbitrary<Operation> = {
  weight: 1,
  arbitrary: fc.constant<Operation>({ do: 'reset' }),
}
