/** A stored value as read: nothing there, not what a worker writes, or an entry. */
export type ReadEntry<Entry> =
  { type: 'absent' } | { type: 'invalid' } | { type: 'entry'; entry: Entry }

/** Reads a stored value: JSON, an object, and `required` fields that are text. */
export function readEntry<Entry>(
  text: string | null,
  required: readonly (keyof Entry & string)[],
): ReadEntry<Entry> {
  if (text === null) return { type: 'absent' }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return { type: 'invalid' }
    const fields = value as Record<string, unknown>
    if (required.some((field) => typeof fields[field] !== 'string')) return { type: 'invalid' }
    return { type: 'entry', entry: value as Entry }
  } catch {
    return { type: 'invalid' }
  }
}
