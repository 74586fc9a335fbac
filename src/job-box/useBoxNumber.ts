import { useLayoutEffect, useState } from 'react'
import type { JobBoxStore } from './createJobBoxStore'

/** The boxes on the page that show a store, in the order in which they came. */
const boxes = new WeakMap<JobBoxStore, ((number: number) => void)[]>()

/** The how manieth of the boxes that show a store this one is, from 1. */
export function useBoxNumber(store: JobBoxStore): number {
  const [number, setNumber] = useState(1)

  useLayoutEffect(() => {
    const all = boxes.get(store) ?? []
    boxes.set(store, all)
    const renumber = () => all.forEach((set, index) => set(index + 1))
    all.push(setNumber)
    renumber()
    return () => {
      all.splice(all.indexOf(setNumber), 1)
      renumber()
    }
  }, [store])

  return number
}
