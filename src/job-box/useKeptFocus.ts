import { useEffect, useRef, type FocusEvent, type RefObject } from 'react'

/** Where the focus is in the box: on which element, and in which row of the list. */
type Place = { element: Element; list: Element | null; row: number }

/**
 * Keeps the focus in the box when what had it goes, as a removed row does: it moves to the row that
 * took its place, else to the one before it, else to the toggle. Spread the result on the box.
 */
export function useKeptFocus(toggle: RefObject<HTMLElement | null>) {
  const place = useRef<Place | null>(null)

  // Any part of the box may render and take the focused element away, so the DOM itself is watched.
  useEffect(() => {
    const box = toggle.current?.closest('section')
    if (!box) return
    const observer = new MutationObserver(() => {
      const was = place.current
      if (!was || was.element.isConnected) return
      place.current = null
      // Elsewhere by now, by the person's own choice.
      if (document.activeElement && document.activeElement !== document.body) return
      // The last row goes with its list.
      const rows = was.list?.isConnected ? was.list.children : undefined
      const row = was.row < 0 ? undefined : (rows?.[was.row] ?? rows?.[rows.length - 1])
      const next = row?.querySelector<HTMLElement>('button') ?? toggle.current
      next?.focus()
    })
    observer.observe(box, { childList: true, subtree: true })
    return () => {
      observer.disconnect()
    }
  }, [toggle])

  return {
    onFocus({ target }: FocusEvent) {
      const list = target.closest('ul')
      const row = target.closest('li')
      place.current = {
        element: target,
        list,
        row: list && row ? [...list.children].indexOf(row) : -1,
      }
    },
    onBlur({ target }: FocusEvent) {
      // What is taken away may blur, too; then its place still counts.
      if (target.isConnected) place.current = null
    },
  }
}
