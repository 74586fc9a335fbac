import type { KeyboardEvent } from 'react'

/** Arrow keys, Home and End among the elements of a toolbar or a list of tabs. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)]
  const at = all.findIndex((element) => element === event.target)
  const next = {
    ArrowLeft: at - 1,
    ArrowRight: (at + 1) % all.length,
    Home: 0,
    End: -1,
  }[event.key]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  all.at(next)?.focus()
}
