/** What the lab needs of `mocks/report/watchJobs.ts`, which says more. */
export type WatchJobs = (options: {
  strategy: 'db' | 'redis-first' | 'push'
  intervalMs: number
  videos: number
  excel: number
  minutes: number
}) => Promise<Watch>
export type Watch = {
  /** Lets simulated time pass, exclusive of that very moment. */
  runUntil(elapsedMs: number): Promise<void>
  /** Counted by the watch's own backend since its first request. */
  counts(): Promise<Counts>
  /** Whether every job has ended and had its final fetch. */
  settled(): boolean
}
export type Counts = {
  readonly requests: number
  readonly selects: number
  /** Of sockets. */
  readonly messages: number
}

/** The ways to watch that are set side by side; the others are measured against the first. */
export const LANES = {
  today: { strategy: 'db', intervalMs: 1000 },
  half: { strategy: 'db', intervalMs: 2000 },
  redisFirst: { strategy: 'redis-first', intervalMs: 2000 },
  push: { strategy: 'push', intervalMs: 2000 },
} as const
export type LaneName = keyof typeof LANES
export const LANE_NAMES = Object.keys(LANES) as LaneName[]

type ByLane<T> = Readonly<Record<LaneName, T>>
const byLane = <T>(make: (name: LaneName) => T): ByLane<T> => ({
  today: make('today'),
  half: make('half'),
  redisFirst: make('redisFirst'),
  push: make('push'),
})
async function byLaneAtOnce<T>(make: (name: LaneName) => Promise<T>): Promise<ByLane<T>> {
  const making = byLane(make)
  await Promise.all(Object.values(making))
  const { today, half, redisFirst, push } = making
  return { today: await today, half: await half, redisFirst: await redisFirst, push: await push }
}

/** What the lanes had cost by a moment of simulated time. */
export type Moment = { readonly atMs: number; readonly counts: ByLane<Counts> }

export type LoadLabState = {
  /**
   * `idle`: not started yet; `loading`: the backends are being made; `running`: time passes while
   * somebody looks; `paused`: by a person; `ended`: all jobs have settled; `failed`: a watch threw.
   */
  readonly phase: 'idle' | 'loading' | 'running' | 'paused' | 'ended' | 'failed'
  readonly now: Moment
  /** How long that took in life, ms, without pauses. */
  readonly realMs: number
  /** SELECTs per second in each whole window, oldest first. */
  readonly windows: readonly ByLane<number>[]
  /** The end of the last whole window; amid one the lanes cannot be compared fairly. */
  readonly closed: Moment
  /** When the jobs ended; null before. */
  readonly jobsEnd: Moment | null
}

export type LoadLabStore = ReturnType<typeof createLoadLabStore>

export type LoadLabOptions = {
  watchJobs: WatchJobs
  /** Whether it starts by itself when it is first seen. */
  autoStart: boolean
  /** What each lane watches. Default: 3 videos and 2 Excel jobs. */
  videos?: number
  excel?: number
  /** How many simulated minutes the jobs run, a whole number. Default: 60. */
  minutes?: number
  /** Default: the browser's animation frames. */
  frames?: Frames
}
export type Frames = {
  request(callback: (time: number) => void): number
  cancel(id: number): void
}

/** How much faster than life it runs where the machine keeps up. */
const SPEED = 60
/** The simulated time over which SELECTs per second are averaged, ms. */
export const WINDOW_MS = 10_000
/** How long it goes on after the jobs' end, simulated: long enough to see that all is quiet. */
const AFTER_MS = 60_000
/** The most that one frame simulates: a slow machine takes longer rather than freeze. */
const MAX_STEP_MS = 3_000
/** How far it may fall behind and still catch up. */
const MAX_LAG_MS = 30_000

const NOTHING: Counts = { requests: 0, selects: 0, messages: 0 }
const START: Moment = { atMs: 0, counts: byLane(() => NOTHING) }
const IDLE: LoadLabState = {
  phase: 'idle',
  now: START,
  realMs: 0,
  windows: [],
  closed: START,
  jobsEnd: null,
}

/**
 * The same jobs watched in several ways, each on a backend of its own, in step with one another and
 * with the frames of the page. Time passes only while they are seen.
 */
export function createLoadLabStore(options: LoadLabOptions) {
  const { watchJobs, autoStart, videos = 3, excel = 2, minutes = 60 } = options
  const frames = options.frames ?? animationFrames
  const jobsEndMs = minutes * 60_000
  const endMs = jobsEndMs + AFTER_MS
  const listeners = new Set<() => void>()

  let lab = IDLE
  let seen = false
  /** Names a run; what an earlier one still does is dropped. */
  let run = 0
  let watches: ByLane<Watch> | null = null
  let frame: number | null = null
  let stepping = false
  /** When the last frame was; null where time stood still before. */
  let lastFrame: number | null = null
  /** Simulated ms that are due and not run yet. */
  let lag = 0

  function set(change: Partial<LoadLabState>) {
    lab = { ...lab, ...change }
    for (const listener of [...listeners]) listener()
  }

  async function start() {
    const mine = ++run
    stepping = false
    set({ ...IDLE, phase: 'loading' })
    goOn()
    try {
      const made = await byLaneAtOnce((name) =>
        watchJobs({ ...LANES[name], videos, excel, minutes }),
      )
      if (run !== mine) return
      watches = made
      set({ phase: 'running' })
      goOn()
    } catch {
      if (run === mine) set({ phase: 'failed' })
    }
  }

  /** Asks for the next frame, or lets time stand still. */
  function goOn() {
    if (lab.phase === 'running' && seen && watches) {
      const lanes = watches
      if (frame === null && !stepping) frame = frames.request((time) => void onFrame(lanes, time))
      return
    }
    if (frame !== null) frames.cancel(frame)
    frame = null
    lastFrame = null
    lag = 0
  }

  async function onFrame(lanes: ByLane<Watch>, time: number) {
    frame = null
    const mine = run
    const passed = lastFrame === null ? 0 : time - lastFrame
    lastFrame = time
    lag = Math.min(lag + passed * SPEED, MAX_LAG_MS)
    const step = Math.min(lag, MAX_STEP_MS)
    lag -= step
    stepping = true
    const change = await advance(lanes, lab.now.atMs + step).catch(() => ({
      phase: 'failed' as const,
    }))
    if (run !== mine) return
    stepping = false
    set({ ...change, realMs: lab.realMs + passed })
    goOn()
  }

  /** What is new when the watches have run up to `wanted`, with a stop at the end of each window. */
  async function advance(lanes: ByLane<Watch>, wanted: number): Promise<Partial<LoadLabState>> {
    let { now, windows, closed, jobsEnd } = lab
    const until = now.atMs < endMs ? Math.min(wanted, endMs) : wanted
    while (now.atMs < until) {
      const atMs = Math.min(until, closed.atMs + WINDOW_MS)
      const counts = await byLaneAtOnce(async (name) => {
        await lanes[name].runUntil(atMs)
        return lanes[name].counts()
      })
      now = { atMs, counts }
      if (atMs === closed.atMs + WINDOW_MS) {
        windows = [...windows, ratesBetween(closed, now)]
        closed = now
      }
      if (atMs === jobsEndMs) jobsEnd = now
    }
    const ended = now.atMs >= endMs && Object.values(lanes).every((watch) => watch.settled())
    return { now, windows, closed, jobsEnd, ...(ended && { phase: 'ended' }) }
  }

  return {
    getSnapshot: () => lab,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** How many of each kind a lane watches. */
    jobs: { videos, excel },
    /** When the jobs end, and when the lab does at the earliest; simulated ms. */
    jobsEndMs,
    endMs,
    /** From the beginning, at any time. */
    start: () => void start(),
    pause: () => {
      if (lab.phase === 'running') set({ phase: 'paused' })
      goOn()
    },
    resume: () => {
      if (lab.phase === 'paused') set({ phase: 'running' })
      goOn()
    },
    /** Tells whether somebody can see it. */
    setSeen: (now: boolean) => {
      seen = now
      if (seen && autoStart && lab.phase === 'idle') void start()
      else goOn()
    },
  }
}

/** What is told of a lane. */
export type LaneFigures = {
  /** SELECTs while the jobs ran. */
  selects: number
  /** SELECTs since the jobs ended; null before. */
  selectsAtEnd: number | null
  /** Status requests while the jobs ran, and messages that came instead. */
  requests: number
  messages: number
  /** SELECTs per second while the jobs ran; null before the first window is over. */
  perSecond: number | null
  /** How many times as many SELECTs today's way cost, Infinity where this lane cost none; null likewise. */
  timesLess: number | null
}

export function figuresOf({ now, closed, jobsEnd }: LoadLabState): ByLane<LaneFigures> {
  const compared = jobsEnd ?? closed
  const rates = compared.atMs > 0 ? ratesBetween(START, compared) : null
  return byLane((name) => {
    const { requests, messages, selects } = (jobsEnd ?? now).counts[name]
    return {
      requests,
      messages,
      selects,
      selectsAtEnd: jobsEnd && now.counts[name].selects - selects,
      perSecond: rates && rates[name],
      timesLess: rates && rates.today / rates[name],
    }
  })
}

/** SELECTs per second of each lane from one moment to another. */
function ratesBetween(from: Moment, to: Moment): ByLane<number> {
  const seconds = (to.atMs - from.atMs) / 1000
  return byLane((name) => (to.counts[name].selects - from.counts[name].selects) / seconds)
}

const animationFrames: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (id) => {
    cancelAnimationFrame(id)
  },
}
