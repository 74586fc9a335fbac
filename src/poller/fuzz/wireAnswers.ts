import fc from 'fast-check'
import { REAL_JOBS, type RealJob } from './realBodies'
import { spoiltJson } from './spoiltJson'

/** When `Retry-After` says to come back: as it is written, and what it means. */
export type RetryAfter =
  { form: 'seconds' | 'nonsense'; text: string } | { form: 'date'; inSeconds: number }

/** What the wire does with one request. */
export type WireAnswer = {
  /** `cut`: the body breaks off half way. `refused`: no response. `hangs`: none, ever. */
  delivery: 'whole' | 'cut' | 'refused' | 'hangs'
  status: number
  /** The body, as `expand` reads it. */
  body: string
  charset: 'utf-8' | 'utf-8 with BOM' | 'utf-16le' | 'invalid utf-8'
  headers: Record<string, string>
  retryAfter: RetryAfter | null
  afterMs: number
}

/** A job, and what the wire does with the requests for it, one by one. */
export type WireHistory = { job: RealJob; answers: WireAnswer[] }

const notJson = fc.constantFrom(
  ...['', ' ', '<!doctype html><h1>502 Bad Gateway</h1>', 'null', '[]', '42', '"READY"', 'true'],
  ...['undefined', 'NaN', '{', '}', '{"status":', "{'status':'READY'}", '{}{}', '[{"id":42}]'],
  ...['{"status":"READY"}', '{"status":"DONE","job_id":null}', '\u0000', '\u0000{}'],
  ...[
    '<20,000 arrays deep>',
    '{"detail":"잠시 뒤에"}',
    '["하나","둘"]',
    '{"detail":["<1 MB of text>"]}',
  ],
)

function bodyOf(job: RealJob): fc.Arbitrary<string> {
  const others = REAL_JOBS.filter((other) => other !== job)
  const foreign = others.flatMap(({ inProgress, ended }) => [...inProgress, ...ended])
  const whole = fc.oneof(
    { weight: 5, arbitrary: spoiltJson(job.inProgress, 3) },
    { weight: 4, arbitrary: spoiltJson(job.ended, 3) },
    { weight: 1, arbitrary: spoiltJson(foreign, 2) },
  )
  return fc.oneof(
    { weight: 16, arbitrary: whole },
    {
      weight: 1,
      arbitrary: fc.tuple(whole, fc.nat(60)).map(([text, from]) => text.slice(0, -1 - from)),
    },
    { weight: 2, arbitrary: notJson },
  )
}

const status = fc.oneof(
  { weight: 14, arbitrary: fc.constant(200) },
  { weight: 2, arbitrary: fc.constantFrom(500, 502, 503, 503, 504, 408, 429, 429) },
  { weight: 1, arbitrary: fc.constantFrom(400, 401, 403, 404, 404, 410) },
  { weight: 1, arbitrary: fc.constantFrom(0, 201, 203, 204, 205, 206, 301, 302, 304, 307, 999) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
)

const contentType = fc.constantFrom(
  ...['text/html', 'text/plain; charset=euc-kr', 'application/json; charset=utf-16', ''],
  ...['application/octet-stream', 'multipart/form-data; boundary=x', 'nonsense', 'image/png'],
)

/** Each is no version: an answer with it counts as one without. */
const oddVersion = fc.constantFrom(
  ...['NaN', 'Infinity', '-Infinity', '1e999', 'abc', '[object Object]', 'null', '9'.repeat(400)],
  ...['v7', '7, 8', 'true', '7;8', '{"version":7}', '--7'],
)

const headers = fc.record(
  {
    'Content-Type': contentType,
    'X-Status-Version': fc.oneof(
      oddVersion,
      fc.integer({ min: 0, max: 9 }).map((version) => String(version)),
    ),
    'X-Status-Source': fc.constantFrom('redis', 'nonsense', ''),
    Date: fc.constantFrom('nonsense', '0', '2026', '-1', ''),
    Location: fc.constantFrom('/', 'javascript:alert(1)', ''),
    'Content-Length': fc.constantFrom('0', '-1', '1e9'),
    'Content-Encoding': fc.constantFrom('gzip', 'nonsense'),
  },
  { requiredKeys: [] },
)

const retryAfter: fc.Arbitrary<RetryAfter> = fc.oneof(
  fc
    .constantFrom('0', '1', '7', '300', '301', '86400', '007', '9'.repeat(400))
    .map((text): RetryAfter => ({ form: 'seconds', text })),
  fc
    .constantFrom(-3_600, 0, 1, 12, 299, 4_000, 1e9)
    .map((inSeconds): RetryAfter => ({ form: 'date', inSeconds })),
  fc
    .constantFrom('', '-5', '1.5', '1e3', 'soon', 'NaN', 'Infinity', '5, 6', '0x10', '5s', '2026')
    .map((text): RetryAfter => ({ form: 'nonsense', text })),
)

function answerFor(job: RealJob): fc.Arbitrary<WireAnswer> {
  return fc.record({
    delivery: fc.oneof(
      { weight: 20, arbitrary: fc.constant('whole' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cut', 'refused', 'hangs') },
    ),
    status,
    body: bodyOf(job),
    charset: fc.oneof(
      { weight: 30, arbitrary: fc.constant('utf-8' as const) },
      { weight: 1, arbitrary: fc.constantFrom('utf-8 with BOM', 'utf-16le', 'invalid utf-8') },
    ),
    headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
    retryAfter: fc.option(retryAfter, { freq: 2 }),
    afterMs: fc.constantFrom(0, 0, 0, 1, 700, 4_000),
  })
}

/** Histories of 3 to 10 answers to one job of any kind, most of them spoilt. */
export const wireHistories: fc.Arbitrary<WireHistory> = fc
  .constantFrom(...REAL_JOBS)
  .chain((job) =>
    fc
      .array(answerFor(job), { minLength: 3, maxLength: 10, size: 'max' })
      .map((answers) => ({ job, answers })),
  )

/** Whether the answer is other than a server that works would give. */
export function isSpoilt({ job }: WireHistory, answer: WireAnswer): boolean {
  const real = [...job.inProgress, ...job.ended].map((body) => JSON.stringify(body))
  return answer.delivery !== 'whole' || answer.status !== 200 || !real.includes(answer.body)
}

/** One line of text. */
export function describeAnswer(answer: WireAnswer): string {
  const { delivery, status, body, charset, headers, retryAfter, afterMs } = answer
  if (delivery === 'refused' || delivery === 'hangs') return delivery
  const parts = [
    delivery === 'cut' ? `${status} cut` : `${status}`,
    ...(charset === 'utf-8' ? [] : [charset]),
    ...(Object.keys(headers).length > 0 ? [JSON.stringify(headers)] : []),
    ...(retryAfter ? [`Retry-After ${JSON.stringify(retryAfter)}`] : []),
    ...(afterMs > 0 ? [`after ${afterMs} ms`] : []),
    // As it is sent, but for what a terminal does not show.
    body.replaceAll(/[\p{Cc}\p{Cs}\ufeff]/gu, (character) =>
      JSON.stringify(character).slice(1, -1),
    ),
  ]
  return parts.join(' ')
}
