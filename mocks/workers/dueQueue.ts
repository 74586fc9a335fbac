/** Things that are due at a time, the earliest first; at one time in the order in which they were put. */
export interface DueQueue<T> {
  /** Sets when `item` is due; undefined: never. */
  put(item: T, at: number | undefined): void
  first(): { item: T; at: number } | undefined
  clear(): void
}

interface Entry<T> {
  item: T
  at: number
  order: number
}

/** A binary heap; what was put again or taken out stays in it until it comes up. */
export function createDueQueue<T>(): DueQueue<T> {
  let heap: Entry<T>[] = []
  let current = new Map<T, Entry<T>>()
  let order = 0

  const before = (a: Entry<T>, b: Entry<T>) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function rise(entry: Entry<T>): void {
    let index = heap.push(entry) - 1
    for (;;) {
      const above = (index - 1) >> 1
      const parent = heap[above]
      if (index === 0 || !parent || !before(entry, parent)) break
      heap[index] = parent
      index = above
    }
    heap[index] = entry
  }

  function dropFirst(): void {
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let below = 2 * index + 1
      const [left, right] = [heap[below], heap[below + 1]]
      if (left && right && before(right, left)) below++
      const child = heap[below]
      if (!child || !before(child, last)) break
      heap[index] = child
      index = below
    }
    heap[index] = last
  }

  return {
    put(item, at) {
      if (at === undefined) {
        current.delete(item)
        return
      }
      const entry = { item, at, order: order++ }
      current.set(item, entry)
      rise(entry)
    },
    first() {
      for (let entry = heap[0]; entry; entry = heap[0]) {
        if (current.get(entry.item) === entry) return entry
        dropFirst()
      }
      return undefined
    },
    clear() {
      heap = []
      current = new Map()
    },
  }
}
