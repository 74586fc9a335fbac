import { useEffect, useState } from 'react'

/** True while `on` is, and for `ms` after it, so that what goes away can be seen going. */
export function useLingering(on: boolean, ms: number): boolean {
  const [lingering, setLingering] = useState(on)
  if (on && !lingering) setLingering(true)

  useEffect(() => {
    if (on || !lingering) return
    const timer = setTimeout(() => {
      setLingering(false)
    }, ms)
    return () => {
      clearTimeout(timer)
    }
  }, [on, lingering, ms])

  return on || lingering
}
