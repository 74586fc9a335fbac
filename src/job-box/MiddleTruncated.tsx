import { useLayoutEffect, useRef, useState } from 'react'

/**
 * A title that loses its middle where it does not fit, but not to those who hear or search it. A
 * press shows all of it, and so does the focus of the keyboard in its row.
 */
export function MiddleTruncated({ title }: { title: string }) {
  const cut = useRef<HTMLSpanElement>(null)
  const [whole, setWhole] = useState(false)

  useLayoutEffect(() => {
    const element = cut.current
    if (!element || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(() => {
      element.textContent = title
      if (element.scrollWidth <= element.clientWidth) return
      // Until it is there, the end is cut.
      import('./fitTitle').then(
        ({ fitTitle }) => {
          fitTitle(element, title)
        },
        () => undefined,
      )
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [title])

  return (
    <span
      className={`wjb-title ${whole ? 'wjb-whole' : ''}`}
      dir="auto"
      title={title}
      onClick={() => {
        // What ends a selection is no press.
        if (getSelection()?.isCollapsed !== false) setWhole(!whole)
      }}
    >
      <span className="wjb-full">{title}</span>
      <span ref={cut} className="wjb-cut" aria-hidden="true">
        {title}
      </span>
    </span>
  )
}
