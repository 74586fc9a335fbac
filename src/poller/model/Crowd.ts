/** How many jobs of a page are in progress: those that surely count, and all that may. */
export type Crowd = { least: number; most: number }

const SECOND_MS = 1_000
const STARTS_A_SECOND = 10
/** From so many jobs in progress on, starts are spread. */
const CROWDED = 10
export const APART_MS = 100

/** What the page as a whole has started, and for how many jobs: rule 19. */
export type PageStarts = {
  /** Notes how many jobs are in progress now. Answers whether that is news. */
  note: (t: number, crowd: Crowd) => boolean
  /** The fewest and the most since a moment. */
  since: (t: number) => Crowd
  /** Notes a start; a message says what is wrong with it. */
  start: (t: number) => string | null
  /** The computer's clock was set: the count of a second may begin anew. */
  forgive: () => void
  /** Since when one more request might have started. */
  freeSince: () => number
}

export function createPageStarts(): PageStarts {
  const starts: number[] = []
  let forgiven = 0
  const crowds: ({ t: number } & Crowd)[] = [{ t: 0, least: 0, most: 0 }]
  const now = (): Crowd => crowds.at(-1) ?? { least: 0, most: 0 }

  return {
    note(t: number, crowd: Crowd): boolean {
      const { least, most } = now()
      if (least === crowd.least && most === crowd.most) return false
      crowds.push({ t, ...crowd })
      return true
    },
    since(t: number): Crowd {
      const from = crowds.findLastIndex((crowd) => crowd.t < t)
      const some = crowds.slice(Math.max(0, from))
      return {
        least: Math.min(...some.map(({ least }) => least)),
        most: Math.max(...some.map(({ most }) => most)),
      }
    },
    start(t: number): string | null {
      const counted = starts.slice(forgiven)
      const tenth = counted.at(-STARTS_A_SECOND) ?? -Infinity
      const last = counted.at(-1) ?? -Infinity
      starts.push(t)
      if (t - tenth < SECOND_MS) return 'rule 19: more than 10 requests in a second'
      if (now().least > CROWDED && t - last < APART_MS) {
        return `rule 19: two requests within ${t - last} ms, with ${now().least} jobs in progress`
      }
      return null
    },
    forgive() {
      forgiven = starts.length
    },
    freeSince(): number {
      const apart = now().most > CROWDED ? (starts.at(-1) ?? -Infinity) + APART_MS : -Infinity
      return Math.max(apart, (starts.at(-STARTS_A_SECOND) ?? -Infinity) + SECOND_MS)
    },
  }
}
