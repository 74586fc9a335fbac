/** How many jobs of a page are in progress: those that surely count, and all that may. */
export type Crowd = { least: number; most: number }

const SECOND_MS = 1_000
const STARTS_A_SECOND = 10
/** From so many jobs in progress on, starts are spread. */
const CROWDED = 10
/** For each of them the interval is this much longer. */
export const SHARE_MS = 100
/** What waits for its turn then starts in groups. */
const GROUP = 5
const GROUP_MS = 500

/** What the page as a whole has started, and for how many jobs: rule 19. */
export type PageStarts = {
  /** Notes how many jobs are in progress now. Answers whether that is news. */
  note: (t: number, crowd: Crowd) => boolean
  /** The fewest and the most since a moment. */
  since: (t: number) => Crowd
  /** Notes a start; a message says what is wrong with it. What goes first goes when it wants to. */
  start: (t: number, mayGoFirst: boolean) => string | null
  /** The computer's clock was set: the count of a second may begin anew. */
  setClock: (byMs: number) => void
  /** Since when one more request might have started, as seen at `t`. */
  freeSince: (t: number) => number
}

export function createPageStarts(): PageStarts {
  /** `late`: by how much it seems to have been later, by a clock that was set back. */
  const starts: { t: number; late: number }[] = []
  let inTurn: number[] = []
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
    start(t: number, mayGoFirst: boolean): string | null {
      const tenth = starts.slice(forgiven).at(-STARTS_A_SECOND)?.t ?? -Infinity
      starts.push({ t, late: 0 })
      if (t - tenth < SECOND_MS) return 'rule 19: more than 10 requests in a second'
      if (mayGoFirst) {
        // Others may go with it.
        inTurn = []
        return null
      }
      const fifth = inTurn.at(-GROUP) ?? -Infinity
      inTurn.push(t)
      if (now().least > CROWDED && t - fifth < GROUP_MS) {
        return `rule 19: six requests within ${t - fifth} ms, with ${now().least} jobs in progress`
      }
      return null
    },
    setClock(byMs: number) {
      forgiven = starts.length
      inTurn = []
      if (byMs < 0) for (const start of starts) start.late -= byMs
    },
    freeSince(t: number): number {
      const ago = (place: number, ms: number) => {
        const start = starts.at(-place) ?? { t: -Infinity, late: 0 }
        const late = start.t + start.late
        // What still seems to lie ahead has been, however long ago.
        return (late <= t ? late : start.t) + ms
      }
      const group = now().most > CROWDED ? ago(1, GROUP_MS) : -Infinity
      return Math.max(group, ago(STARTS_A_SECOND, SECOND_MS))
    },
  }
}
