import fc from 'fast-check'
import { INPUT_ROUTES } from './inputRoutes'

/** A control request that must be refused. */
export interface MalformedRequest {
  method: string
  /** Below any base, as it is sent. */
  path: string
  /** As it is sent; null: none at all. */
  body: string | null
  /** What the answer must be; 404 stands for 405, too. */
  status: 400 | 404 | 409
  /** What the `detail` of a 400 must name. */
  names: string
}

const HUGE = '가'.repeat(50_000)
/** JSON texts, so that those are among them which no value is written as. */
const oddText = fc.oneof(
  fc.constantFrom(
    ...['null', 'true', '[]', '{}', '""', '" "', '"\\u0000"', '-1', '-0', '0', '1.5', '-0.001'],
    ...['1e999', '-1e999', '1e-400', '1e20', '86400.001', '10000.5', '9007199254740993000'],
    ...['"NaN"', '"Infinity"', '"undefined"', '"null"', '"0"', '"1"', '"true"', '"__proto__"'],
    ...['"constructor"', '"01"', '" 42"', '"42 "', '"+42"', '"4_2"', '"٤٢"', '"UP"', '"Db"'],
    ...['["up"]', '[42]', '[[]]', '{"status":1}', '{"toString":1}', '{"__proto__":{"id":1}}'],
    ...['"a b"', '"a/b"', '"../x"', '"영상"', `"${'x'.repeat(65)}"`, `"${HUGE}"`, '599.5', '600'],
  ),
  fc.json({ maxDepth: 3 }),
)

const unknownField = fc.oneof(
  fc.constantFrom(
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'],
    ...[
      '',
      ' ',
      'ID',
      'id ',
      'Seconds',
      'speeds',
      'read.read',
      'api.status',
      '상태',
      'x'.repeat(9999),
    ],
  ),
  fc.string({ unit: 'grapheme' }),
)

const route = fc.constantFrom(...INPUT_ROUTES)

const badField: fc.Arbitrary<MalformedRequest> = fc
  .record({
    route,
    pick: fc.nat(),
    texts: fc.array(oddText, { minLength: 12, maxLength: 12 }),
    besides: fc.boolean(),
  })
  .map(({ route: { method, path, fields, good }, pick, texts, besides }) => {
    const entries = Object.entries(fields)
    const [field, isGood] = entries[pick % entries.length] ?? ['', () => true]
    // An array is no good as anything.
    const text = texts.find((candidate) => !isGood(JSON.parse(candidate))) ?? '[1]'
    const [outer = '', inner] = field.split('.')
    const value = inner === undefined ? text : `{${JSON.stringify(inner)}:${text}}`
    const body = `{${besides ? `${good},` : ''}${JSON.stringify(outer)}:${value}}`
    return { method, path, body, status: 400, names: field }
  })

const unknown: fc.Arbitrary<MalformedRequest> = fc
  .record({
    route,
    field: unknownField,
    text: oddText,
    nested: fc.boolean(),
    besides: fc.boolean(),
  })
  .map(({ route: { method, path, fields, good }, field, text, nested, besides }) => {
    const name = Object.hasOwn(fields, field) ? `${field}?` : field
    const isNested = nested && path === '/faults'
    const first = besides && !isNested ? `${good},` : ''
    const inner = `{${first}${JSON.stringify(name)}:${text}}`
    return {
      method,
      path,
      body: isNested ? `{"api":${inner}}` : inner,
      status: 400,
      names: isNested ? `api.${name}` : name,
    }
  })

const notAnObject: fc.Arbitrary<MalformedRequest> = fc
  .record({
    route,
    body: fc.oneof(
      fc.constantFrom('null', '[]', '[{}]', '42', '"text"', 'true', '[["read","db"]]'),
      fc.constantFrom('{', '{"a":}', "{'read':'db'}", '{read:"db"}', 'undefined', 'NaN', '<html>'),
      fc.constantFrom('\u0000', '{}{}', '{"read":"db"} x', '[', '"', ' ', '\ufeff{', 'read=db'),
      fc.string({ minLength: 1 }).filter((text) => !text.trim().startsWith('{')),
    ),
  })
  .map(({ route: { method, path }, body }) => ({
    method,
    path,
    body,
    status: 400,
    names: 'the input',
  }))

const missing: fc.Arbitrary<MalformedRequest> = fc
  .record({
    route: fc.constantFrom(...INPUT_ROUTES.filter(({ needs }) => needs !== undefined)),
    body: fc.constantFrom(null, '', '{}'),
  })
  .map(({ route: { method, path, needs = '' }, body }) => ({
    method,
    path,
    body,
    status: 400,
    names: needs,
  }))

/** Each field is good, and they contradict each other. */
const contradiction: fc.Arbitrary<MalformedRequest> = fc
  .constantFrom(
    { path: '/videos', body: '{"outcome":"ready","error_reason":"손상"}', names: 'error_reason' },
    { path: '/jobs', body: '{"outcome":"failed","result":{}}', names: 'result' },
    { path: '/jobs', body: '{"error_message":"손상","result":null}', names: 'result' },
  )
  .map((request) => ({ ...request, method: 'POST', status: 400 }))

const taken: fc.Arbitrary<MalformedRequest> = fc
  .constantFrom(
    { path: '/videos', body: '{"id":42}', names: '42' },
    { path: '/videos', body: '{"id":"42","tenant":"other"}', names: '42' },
    { path: '/jobs', body: '{"id":"7f3c","job_type":"messaging"}', names: '7f3c' },
  )
  .map((request) => ({ ...request, method: 'POST', status: 409 }))

const segment = fc.oneof(
  fc.constantFrom(
    ...['%', '%ZZ', '%E0%A4%A', '%00', '%2F', '%2e%2e', '%F0%9F', '__proto__', 'constructor'],
    ...['toString', 'video:42:statu', 'VIDEO:42:STATUS', '%EC%98%81', "';DROP", '0', '-1', '042'],
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((text) => encodeURIComponent(text)),
)

const nowhere: fc.Arbitrary<MalformedRequest> = fc
  .record({
    segment,
    shape: fc.constantFrom<
      (segment: string) => [method: string, path: string, body: string | null]
    >(
      (key) => ['DELETE', `/redis/${key}`, null],
      (id) => ['PUT', `/faults/jobs/video/${id}`, '{"stall":true}'],
      (id) => ['PUT', `/faults/jobs/excel/${id}`, '{}'],
      (kind) => ['PUT', `/faults/jobs/${kind}/42`, '{"crash":true}'],
      (kind) => ['PUT', `/faults/jobs/${kind}/7f3c`, '{"crash":true}'],
      (rest) => ['GET', `/${rest}`, null],
      (rest) => ['POST', `/clock/${rest}`, '{"ms":5}'],
      (rest) => ['DELETE', `/redis/video:42:status/${rest}`, null],
      (rest) => ['POST', `/videos/${rest}`, '{}'],
    ),
  })
  .map(({ segment: odd, shape }) => {
    const [method, path, body] = shape(odd)
    return { method, path, body, status: 404, names: '' }
  })

const wrongMethod: fc.Arbitrary<MalformedRequest> = fc
  .record({
    path: fc.constantFrom(
      ...['/videos', '/jobs', '/database', '/redis', '/redis/video:42:status', '/metrics'],
      ...['/metrics/reset', '/history', '/log', '/strategy', '/faults', '/clock', '/clock/advance'],
      ...['/faults/jobs/video/42', '/reset'],
    ),
    method: fc.constantFrom('PATCH', 'DELETE', 'PUT', 'POST', 'GET', 'PROPFIND'),
    body: fc.constantFrom('{}', '{"read":"db"}', '{"ms":1}', '[]'),
  })
  .filter(({ method, path }) => !ALLOWED[path]?.includes(method))
  .map(({ method, path, body }) => ({
    method,
    path,
    body: method === 'GET' ? null : body,
    status: 404,
    names: '',
  }))

const ALLOWED: Record<string, string[]> = {
  '/videos': ['POST'],
  '/jobs': ['GET', 'POST'],
  '/database': ['GET'],
  '/redis': ['GET', 'DELETE'],
  '/redis/video:42:status': ['DELETE'],
  '/metrics': ['GET'],
  '/metrics/reset': ['POST'],
  '/history': ['GET'],
  '/log': ['GET'],
  '/strategy': ['GET', 'PUT'],
  '/faults': ['GET', 'PUT'],
  '/clock': ['GET', 'PUT'],
  '/clock/advance': ['POST'],
  '/faults/jobs/video/42': ['PUT'],
  '/reset': ['POST'],
}

/** Each another one, and the same each time. */
export function malformedRequests(count: number): MalformedRequest[] {
  const any = fc.oneof(
    { weight: 8, arbitrary: badField },
    { weight: 4, arbitrary: unknown },
    { weight: 2, arbitrary: notAnObject },
    { weight: 1, arbitrary: missing },
    { weight: 1, arbitrary: contradiction },
    { weight: 1, arbitrary: taken },
    { weight: 3, arbitrary: nowhere },
    { weight: 2, arbitrary: wrongMethod },
  )
  const sample = fc.sample(any, { numRuns: 2 * count, seed: 20_250_101 })
  const distinct = new Map(sample.map((request) => [JSON.stringify(request), request]))
  return [...distinct.values()].slice(0, count)
}
