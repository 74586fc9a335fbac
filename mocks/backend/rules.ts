import { MockError } from './errors'

/** Reads one field, or throws what it must be. */
export type Rule<T> = (value: unknown, field: string) => T

/** The fields that an input may have. */
export type Fields<T> = { [K in keyof T]-?: Rule<Exclude<T[K], undefined>> }

function mustBe(field: string, what: string): never {
  throw new MockError('invalid', `${field} must be ${what}`)
}

/** A rule from a check: `what` completes the sentence "… must be". */
export function rule<T>(what: string, isSo: (value: unknown) => value is T): Rule<T> {
  return (value, field) => (isSo(value) ? value : mustBe(field, what))
}

export function number(what: string, isSo: (value: number) => boolean): Rule<number> {
  return rule(
    what,
    (value): value is number => typeof value === 'number' && Number.isFinite(value) && isSo(value),
  )
}

export function oneOf<T extends string>(...allowed: readonly T[]): Rule<T> {
  return rule(`one of ${allowed.join(', ')}`, (value): value is T =>
    (allowed as readonly unknown[]).includes(value),
  )
}

export const boolean = rule('true or false', (value) => typeof value === 'boolean')

export const text = rule(
  'a text that is not blank',
  (value): value is string => typeof value === 'string' && value.trim() !== '',
)

/** An object of optional fields. A field that is undefined is left out. */
export function object<T extends object>(fields: Fields<T>): Rule<T> {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return mustBe(field, 'a JSON object')
    }
    const known: Partial<Record<string, Rule<unknown>>> = fields
    const read: Record<string, unknown> = {}
    for (const [key, given] of Object.entries(value)) {
      const path = field === WHOLE ? key : `${field}.${key}`
      const check = Object.hasOwn(known, key) ? known[key] : undefined
      if (!check) {
        throw new MockError(
          'invalid',
          `${path} is not a field here; it must be one of ${Object.keys(known).join(', ') || 'none'}`,
        )
      }
      if (given !== undefined) read[key] = check(given, path)
    }
    return read as T
  }
}

const WHOLE = 'the input'

/** Reads a whole input by its fields; throws a `MockError` that names the first bad one. */
export function readInput<T extends object>(input: unknown, fields: Fields<T>): T {
  return object(fields)(input, WHOLE)
}

/** Throws unless `value` was given. */
export function required<T>(value: T | undefined, field: string, what: string): T {
  return value === undefined ? mustBe(field, what) : value
}
