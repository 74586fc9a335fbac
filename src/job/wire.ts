import { JobStatusError } from './JobStatusError'
import type { JobProgress, JobRef, RowNote } from './WorkerJob'

/** A JSON object whose fields are not trusted yet. */
export type WireObject = Readonly<Record<string, unknown>>

// Each reader answers what the field holds if it has the type it must have, and null otherwise: a
// field of the wrong type counts as missing.

export const asObject = (value: unknown): WireObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as WireObject)
    : null

/** Text with something in it: a blank string says as little as none. */
export const asText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null

const asNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

/** A count or a duration: not negative, and no larger than anything that is counted. */
export const asAmount = (value: unknown): number | null => {
  const number = asNumber(value)
  if (number === null || number < 0 || number > Number.MAX_SAFE_INTEGER) return null
  // JSON has a minus zero, which would be written with its sign.
  return number === 0 ? 0 : number
}

/** A number is clamped to 0–100; anything else, a number sent as text too, is unknown. */
export const asPercent = (value: unknown): number | null => {
  const number = asNumber(value)
  return number === null ? null : Math.min(100, Math.max(0, number))
}

/** ISO 8601 text as epoch ms. */
export const asTime = (value: unknown): number | null =>
  asNumber(typeof value === 'string' ? Date.parse(value) : null)

/**
 * Both answers name the fields of progress alike, but for a prefix. A step is known by its place:
 * "4 of 7"; without both numbers there is none. `null` when nothing is known, so that "no progress"
 * has one form.
 */
export function readProgress(
  wire: WireObject,
  prefix: '' | 'encoding_',
  percentField: string,
): JobProgress | null {
  const field = (name: string) => wire[prefix + name]
  const [index, total] = [field('step_index') as number, field('step_total') as number]
  const isPlace = Number.isSafeInteger(index) && Number.isSafeInteger(total)
  const key = asText(field('step'))
  const name = asText(field('step_name_display')) ?? asText(field('step_name')) ?? key ?? ''
  const progress: JobProgress = {
    percent: asPercent(wire[percentField]),
    remainingSeconds: asAmount(field('remaining_seconds')),
    updatedAt: asTime(wire['updated_at']),
    step:
      isPlace && index > 0 && index <= total
        ? { key, index, total, name, percent: asPercent(field('step_percent')) }
        : null,
  }
  return Object.values(progress).some((part) => part !== null) ? progress : null
}

/** An entry that is no object still counts: a list of 3 stays a list of 3. */
export const asRowNotes = (value: unknown): RowNote[] =>
  Array.isArray(value)
    ? value.map((entry: unknown) => {
        const note = asObject(entry) ?? {}
        return {
          row: asAmount(note['row']),
          name: asText(note['name']) ?? '',
          error: asText(note['error']),
        }
      })
    : []

/**
 * Reads what both status answers share.
 *
 * @throws JobStatusError `malformed`: the body is no object, has no usable status, or is another job's.
 */
export function readEnvelope(
  body: unknown,
  ref: JobRef,
  idField: 'id' | 'job_id',
): { wire: WireObject; status: string } {
  const subject = `${ref.kind} job ${ref.id}`
  const malformed = (why: string) =>
    new JobStatusError(
      'malformed',
      `Failed to read the status of ${subject}: ${why}. Check that the base URL is the status API's.`,
    )
  const wire = asObject(body)
  if (!wire) throw malformed(`expected a JSON object, got ${describe(body)}`)
  const id = wire[idField]
  if ((typeof id === 'string' || typeof id === 'number') && String(id) !== ref.id) {
    throw malformed(`the answer is for ${idField} ${JSON.stringify(id).slice(0, 80)}`)
  }
  const status = asText(wire['status'])
  if (status === null) throw malformed(`"status" must be text, got ${describe(wire['status'])}`)
  return { wire, status }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  // Not quoted: what is nested too deep overflows the stack.
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
