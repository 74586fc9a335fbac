import { characters, splitTitle } from './splitTitle'

/**
 * Writes a title into an element that is too narrow for it: as much of its head as there is room
 * for, and its tail right after it.
 */
export function fitTitle(element: HTMLElement, title: string): void {
  // It may have become wide enough by now.
  element.textContent = title
  if (element.scrollWidth <= element.clientWidth) return
  const { head, tail } = splitTitle(title)
  element.textContent = `${title}…`
  const text = element.firstChild
  if (!text) return
  const range = document.createRange()
  const widthOf = (start: number, end: number) => {
    range.setStart(text, start)
    range.setEnd(text, end)
    return range.getBoundingClientRect().width
  }
  // Letters that meet anew may take a little more.
  const room = element.getBoundingClientRect().width - widthOf(head.length, title.length + 1) - 1
  let kept = ''
  for (const character of characters(head)) {
    if (widthOf(0, kept.length + character.length) > room) break
    kept += character
  }
  element.textContent = `${kept.trimEnd()}…${tail}`
}
