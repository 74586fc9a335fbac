import { useLayoutEffect, useRef, type ReactNode } from 'react'

/** Room around the box on every side, px. */
const ROOM = 24

/** A page in small, in whose corner a box sits; as high as the box needs. */
export function Stage({ children }: { children: ReactNode }) {
  const stage = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = stage.current
    const box = element?.querySelector('section')
    if (!element || !box) return
    const observer = new ResizeObserver(() => {
      element.style.setProperty('block-size', `${box.offsetHeight + 2 * ROOM}px`)
    })
    observer.observe(box)
    return () => {
      observer.disconnect()
    }
  }, [])

  return (
    <div ref={stage} className="stage">
      {children}
    </div>
  )
}
