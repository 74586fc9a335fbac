import fc from 'fast-check'

/** JSON as it is written: keys may occur twice, and numbers be such as no value is written as. */
type Node = { text: string } | { items: Node[] } | { fields: [key: string, value: Node][] }

/** What stands for a text too long to print. */
const MEGABYTE = '<1 MB of text>'
/** What stands for an array that is too deep to print. */
const DEEP = '<20,000 arrays deep>'
const DEEP_OBJECT = '<20,000 objects deep>'

/** The text to send for a text that `spoiltJson` wrote. */
export function expand(text: string): string {
  return text
    .replaceAll(MEGABYTE, () => '가'.repeat(350_000))
    .replaceAll(DEEP, () => '['.repeat(20_000) + ']'.repeat(20_000))
    .replaceAll(DEEP_OBJECT, () => '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000))
}

function parse(value: unknown): Node {
  if (Array.isArray(value)) return { items: value.map(parse) }
  if (typeof value !== 'object' || value === null) return { text: JSON.stringify(value) }
  return { fields: Object.entries(value).map(([key, field]) => [key, parse(field)]) }
}

function write(node: Node): string {
  if ('text' in node) return node.text
  if ('items' in node) return `[${node.items.map(write).join(',')}]`
  const fields = node.fields.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`)
  return `{${fields.join(',')}}`
}

/** Numbers that no honest server sends, and some that it might. */
const oddNumber = fc.constantFrom(
  ...['1e999', '-1e999', '1e308', '-1e308', '-0', '0', '-1', '1e-400', '0.5', '99.999', '100.5'],
  ...['9007199254740993', '12345678901234567890', '2147483648', '41', '43', '7', '100', '101'],
)

/** What may stand where something else should. */
const odd = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('null', 'true', '[]', '{}', '""', '" "', '0', '-1') },
  { weight: 12, arbitrary: oddNumber },
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      ...['"NaN"', '"Infinity"', '"undefined"', '"null"', '"50"', '"50%"', '"1e3"', '"٤٢"'],
      ...['"[object Object]"', '"true"', '"__proto__"', '"constructor"', '"toString"'],
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['"\\ud800"', '"a\\udc00b"', '"\\u0000"', '"\\u001b[31m\\u0007\\r\\n\\t"', '"\\u202e"'],
      ...['"<img src=x onerror=alert(1)>"', '"javascript:alert(1)"', '"//evil.test/x"', '"../.."'],
    ),
  },
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      ...['"PENDING"', '"PROCESSING"', '"READY"', '"FAILED"', '"DONE"', '"REVIEW_REQUIRED"'],
      ...[
        '"ready"',
        '"done"',
        '"Failed"',
        '" READY "',
        '"READY\\u0000"',
        '"UNKNOWN"',
        '"CANCELLED"',
      ],
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['[null]', '[42]', '[[[]]]', '{"percent":50}', '{"__proto__":{"percent":50}}'],
      ...['{"constructor":{"prototype":{"status":"READY"}}}', '{"length":3,"0":1}'],
      ...['{"toString":null,"valueOf":1}', '{"then":1}', '[{"row":1e999,"name":7}]'],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(`"${MEGABYTE}"`, DEEP, DEEP_OBJECT) },
  { weight: 3, arbitrary: fc.json({ maxDepth: 2 }) },
)

const oddKey = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'toString', 'then', '', 'status ', 'STATUS', 'Id'],
  ...['status', 'id', 'job_id', 'progress', 'percent', 'result', 'failed', 'total', 'sent'],
)

type Edit =
  | { edit: 'drop' | 'wrap' | 'lower-case' }
  | { edit: 'replace' | 'renumber' | 'add'; by: string }
  | { edit: 'rename'; to: string }
  | { edit: 'repeat'; key: string; by: string }

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Edit>({ edit: 'drop' }, { edit: 'wrap' }) },
  { weight: 1, arbitrary: fc.constant<Edit>({ edit: 'lower-case' }) },
  { weight: 6, arbitrary: odd.map((by): Edit => ({ edit: 'replace', by })) },
  { weight: 4, arbitrary: oddNumber.map((by): Edit => ({ edit: 'renumber', by })) },
  { weight: 1, arbitrary: odd.map((by): Edit => ({ edit: 'add', by })) },
  { weight: 1, arbitrary: oddKey.map((to): Edit => ({ edit: 'rename', to })) },
  {
    weight: 1,
    arbitrary: fc.tuple(oddKey, odd).map(([key, by]): Edit => ({ edit: 'repeat', key, by })),
  },
)

type Place = { parent: Node; index: number }

/** Every node below the top, with the one that it stands in. */
function placesOf(node: Node): Place[] {
  if ('text' in node) return []
  const children = 'items' in node ? node.items : node.fields.map(([, value]) => value)
  return children.flatMap((child, index) => [{ parent: node, index }, ...placesOf(child)])
}

const childAt = ({ parent, index }: Place): Node | undefined => {
  if ('text' in parent) return undefined
  return 'items' in parent ? parent.items[index] : parent.fields[index]?.[1]
}

const holdsNumber = (place: Place): boolean => {
  const child = childAt(place)
  return child !== undefined && 'text' in child && /^-?\d/.test(child.text)
}

function apply(top: Node, at: number, change: Edit): void {
  const all = placesOf(top)
  const places = change.edit === 'renumber' ? all.filter(holdsNumber) : all
  const place = places[at % places.length]
  if (!place) return
  const { parent, index } = place
  if ('text' in parent) return
  const list: unknown[] = 'items' in parent ? parent.items : parent.fields
  const old = childAt(place)
  if (!old) return
  const put = (value: Node) => {
    if ('items' in parent) parent.items[index] = value
    else parent.fields[index] = [parent.fields[index]?.[0] ?? '', value]
  }
  switch (change.edit) {
    case 'drop':
      list.splice(index, 1)
      return
    case 'wrap':
      put({ items: [old] })
      return
    case 'lower-case':
      if ('text' in old) put({ text: old.text.toLowerCase() })
      return
    case 'replace':
    case 'renumber':
      put({ text: change.by })
      return
    case 'add':
      if ('items' in parent) parent.items.push({ text: change.by })
      else parent.fields.push([parent.fields[index]?.[0] ?? '', { text: change.by }])
      return
    case 'rename':
      if ('fields' in parent) parent.fields[index] = [change.to, old]
      return
    case 'repeat':
      if ('fields' in parent) parent.fields.splice(index, 0, [change.key, { text: change.by }])
      return
  }
}

/** The bodies as JSON text, the first of them most often, each with up to `most` edits. */
export function spoiltJson(bodies: readonly object[], most: number): fc.Arbitrary<string> {
  const place = fc.noBias(fc.nat(10_000))
  const edits = fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 5, arbitrary: fc.array(fc.tuple(place, edit), { minLength: 1, maxLength: most }) },
  )
  const body = fc.oneof(fc.constant(bodies[0]), fc.constantFrom(...bodies))
  return fc.tuple(body, edits).map(([body, changes]) => {
    const top = parse(body)
    for (const [at, change] of changes) apply(top, at, change)
    return write(top)
  })
}
