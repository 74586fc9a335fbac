/**
 * What a person typed: nothing, a number, or text as it stands. It is for the server to say what is
 * wrong with it.
 */
export function typedValue(typed: FormDataEntryValue | null): string | number | undefined {
  const text = typeof typed === 'string' ? typed.trim() : ''
  if (text === '') return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
