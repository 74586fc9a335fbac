import type { Outcome } from './outcome'

/*
 * When something is said to those who listen to the page: a pure function of what was heard before,
 * of the list as it is now and of the time, in ms of a clock that only goes forward.
 */

/** One job of the list as it is now. */
export type Sighting = {
  key: string
  title: string
  /** Whether it was put into the list while somebody listened, not restored from an earlier page. */
  fresh: boolean
  outcome: Outcome | null
  /** Whether this page knows it to be in progress. */
  active: boolean
  /** 0–100; null: not known. */
  percent: number | null
}

/** What is to be said at once. */
export type News = {
  started: readonly Sighting[]
  ended: readonly Sighting[]
  /** The quarter that the jobs in progress have reached together. */
  progress: { active: readonly Sighting[]; percent: number } | null
}

type Event = 'started' | 'ended'

type Heard = {
  ended: boolean
  /** Whether it was in progress on this page, so that its end is news. */
  followed: boolean
  /** The last quarter of its way that is no news any more. */
  told: number
  /** What is still to be told, and since when. */
  untold: { event: Event; since: number } | null
}

/** What has been heard: as much as there are jobs in the list. */
export type Hearing = {
  jobs: ReadonlyMap<string, Heard>
  saidAt: number
  progressSaidAt: number
}

/** What starts within this time is said together, and so is what ends. */
const BATCH_MS = 1_000
/** What was said is left alone for so long, so that it can be read out. */
const READ_MS = 4_000
const PROGRESS_MS = 30_000

export const silence: Hearing = { jobs: new Map(), saidAt: -Infinity, progressSaidAt: -Infinity }

/**
 * What to say now, if anything, and when to ask again if nothing changes until then. A hidden page
 * is read to nobody: of what happens there, the endings alone are kept, and said on its return.
 */
export function hear(
  before: Hearing,
  sightings: readonly Sighting[],
  /** The keys of removed jobs that can be brought back. */
  removed: readonly string[],
  now: number,
  visible: boolean,
): { hearing: Hearing; news: News | null; wakeAt: number } {
  const jobs = new Map<string, Heard>()
  for (const key of removed) {
    const known = before.jobs.get(key)
    if (known) jobs.set(key, { ...known, untold: null })
  }
  for (const sighting of sightings) {
    const heard = heardOf(before.jobs.get(sighting.key), sighting, now)
    jobs.set(sighting.key, !visible && !heard.ended ? { ...heard, untold: null } : heard)
  }

  const free = before.saidAt + READ_MS
  const dueAt = (event: Event) => {
    const since = [...jobs.values()].map(({ untold }) =>
      untold?.event === event ? untold.since : Infinity,
    )
    return Math.max(Math.min(...since) + BATCH_MS, free)
  }
  const measured = sightings.filter(({ active, percent }) => active && percent !== null)
  const percent = quarterOf(
    measured.reduce((sum, { percent }) => sum + (percent ?? 0), 0) / measured.length,
  )
  // It is never said that they have come less far than was said of one of them, nor how far before
  // it was said that they started.
  const further = measured.filter(({ key }) => {
    const heard = jobs.get(key)
    return heard?.untold === null && heard.told < percent
  })
  const due = {
    started: dueAt('started'),
    ended: dueAt('ended'),
    progress:
      further.length > 0 && further.length === measured.length
        ? Math.max(before.progressSaidAt + PROGRESS_MS, free)
        : Infinity,
  }

  const take = (event: Event) =>
    visible && due[event] <= now
      ? sightings.filter(({ key }) => jobs.get(key)?.untold?.event === event)
      : []
  const [started, ended] = [take('started'), take('ended')]
  const progresses = visible && due.progress <= now
  for (const { key } of [...started, ...ended]) change(jobs, key, { untold: null })
  if (progresses || !visible) for (const { key } of further) change(jobs, key, { told: percent })

  const says = progresses || started.length + ended.length > 0
  return {
    hearing: {
      jobs,
      saidAt: says ? now : before.saidAt,
      progressSaidAt: progresses ? now : before.progressSaidAt,
    },
    news: says
      ? {
          started,
          ended,
          progress: progresses
            ? { active: sightings.filter(({ active }) => active), percent }
            : null,
        }
      : null,
    wakeAt: visible ? Math.min(...Object.values(due).filter((at) => at > now)) : Infinity,
  }
}

function heardOf(known: Heard | undefined, sighting: Sighting, now: number): Heard {
  const { fresh, outcome, active, percent } = sighting
  const ended = outcome !== null
  const started = known ? known.ended && !ended : fresh
  if (started) {
    const untold = { event: ended ? ('ended' as const) : ('started' as const), since: now }
    return { ended, followed: true, told: 0, untold }
  }
  const followed = known?.followed === true || active
  return {
    ended,
    followed,
    // How far it had come before anyone listened is no news.
    told: known?.followed ? known.told : quarterOf(percent ?? 0),
    untold:
      known && ended && !known.ended
        ? followed
          ? { event: 'ended', since: now }
          : null
        : (known?.untold ?? null),
  }
}

function change(jobs: Map<string, Heard>, key: string, changes: Partial<Heard>): void {
  const heard = jobs.get(key)
  if (heard) jobs.set(key, { ...heard, ...changes })
}

/** The end is said by itself. */
const quarterOf = (percent: number) => Math.min(75, Math.floor(percent / 25) * 25)
