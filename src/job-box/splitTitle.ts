/** How much of a title that is too long stays at its end, before a file extension. */
const TAIL = 6
/** Up to here a title is short enough to be cut at its end, if at all. */
const SHORT = 14

/**
 * Splits a title into a head that may be cut and a tail that stays: the last characters, and the
 * file extension with them. `head + tail` is the title. No character is split, be it an emoji of
 * several code points, and no word of a joined script (Arabic) either.
 */
export function splitTitle(title: string): { head: string; tail: string } {
  const all = characters(title)
  if (all.length <= SHORT) return { head: title, tail: '' }
  const extension = characters(/\.[\p{L}\p{N}]{1,8}$/u.exec(title)?.[0] ?? '').length
  let length = extension + TAIL
  const joined = /\p{Script=Arabic}/u
  if (joined.test(all.at(-length) ?? '')) length = extension
  // A space would widen the gap of the cut.
  while (all.at(-length) === ' ') length -= 1
  const at = all.length - length
  return { head: all.slice(0, at).join(''), tail: all.slice(at).join('') }
}

/** What a person takes for one character each. */
export function characters(text: string): string[] {
  // Firefox has it since 125 only.
  if (!('Segmenter' in Intl)) return Array.from(text)
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}
