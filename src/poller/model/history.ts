/**
 * What happens to a page and its server, as data: a history is run by `runHistory`, and what came of
 * it is judged by `checkLog`. Times are milliseconds.
 */
export type History = {
  /** What the page is like when it loads. */
  page: { hidden: boolean; offline: boolean }
  /** Where the sequence begins that stands in for `Math.random`. */
  seed: number
  /** After so many requests no more time passes: polling for a day would prove no more. */
  requestsAtMost: number
  /** For each job what its server answers, request by request; the last again and again. */
  jobs: Answer[][]
  steps: Step[]
  /** Without: the page knows no sockets. */
  sockets?: Sockets
}

/** A server that knows how each job truly is, and tells of it over sockets. */
export type Sockets = {
  /** How each job is when the page loads. */
  first: JobState[]
  /** Whether answers carry the version, as messages do. */
  numbered: boolean
  /** What becomes of each attempt to connect; the last again and again. */
  attempts: Attempt[]
  /** What becomes of each message of the server, and then from the beginning. */
  fates: Fate[]
}

/** `muted`: it opens, and nothing comes over it. */
export type Attempt = { is: 'opened' | 'muted' | 'refused'; afterMs: number } | { is: 'hung' }

export type Fate =
  | { is: 'told'; afterMs: number }
  | { is: 'told twice'; afterMs: number; againAfterMs: number }
  | { is: 'lost' }

/** How a job is. What tells one state from another, as its version does, is added to it. */
export type JobState = Omit<JobReply, 'version' | 'updatedAt' | 'detail'> | 'gone'

export type Answer = {
  /** From the start of the request to its answer. From 10 s on the client gives up before. */
  delayMs: number
  reply: Reply
}

export type Reply =
  | ({ is: 'job' } & JobReply)
  /** How the job is when the request comes, or when the answer goes out. */
  | { is: 'truth'; when: 'asked' | 'answered' }
  | { is: 'refused'; status: number; retryAfter: RetryAfter | null }
  | { is: 'network' }
  | { is: 'malformed'; what: 'html' | 'empty' | 'array' | 'no status' | 'another job' }

/** A 200 that is this job. `undefined` stands for a field that is missing. */
export type JobReply = {
  status: string
  title?: string | undefined
  percent?: unknown
  remainingSeconds?: number | undefined
  step?: { index: number; percent: number | null } | undefined
  /** Seconds of 2026. */
  updatedAt?: number | undefined
  /** Tells one terminal answer from another: the duration or the reason. */
  detail?: number | undefined
  /** `X-Status-Version`. */
  version?: string | undefined
}

export type RetryAfter =
  | { as: 'text'; text: string }
  /** `Date` tells the server's clock, which may be off. */
  | { as: 'date'; inSeconds: number; serverClockOffMs: number | null }

/** Which function a component passes as `onSettled`: none, its own, or one that others pass too. */
export type Listener = 'none' | 'own' | 'shared'

export type Options = {
  intervalMs?: number | undefined
  hiddenIntervalMs?: number | false | undefined
  enabled?: boolean | undefined
  listener: Listener
}

export type Component = { place: number; job: number; options: Options }

/** A step that finds nothing to do, such as hiding a hidden page, is left out. */
export type Step =
  | { do: 'wait'; ms: number }
  | { do: 'hide' | 'show' | 'restore' | 'offline' | 'online' | 'resume' | 'invalidate' }
  /** In one commit: mounts a component in a place, or changes the options of the one that is there. */
  | { do: 'mount'; components: Component[] }
  | { do: 'unmount'; place: number }
  | { do: 'refetch'; place: number }
  | { do: 'retry'; job: number; status: 200 | 202 | 409 }
  | { do: 'clock'; byMs: number }
  /** The page is put away and found again, with nothing running in between. */
  | { do: 'leave'; by: 'pagehide' | 'freeze'; forMs: number }
  /** What follows is of a server with sockets. Only the remaining seconds of the job change. */
  | { do: 'change'; job: number; to: JobState | 'same' }
  /** The server says how a job is though nothing has changed. */
  | { do: 'repeat'; job: number }
  | { do: 'garble'; job: number; what: Nonsense }
  /** The server closes the connections, or nothing comes over them any more. */
  | { do: 'drop' | 'mute' }

/** Messages that are none. */
export type Nonsense =
  | 'text'
  | 'list'
  | 'unknown type'
  | 'another kind'
  | 'another job'
  | 'no status'
  | 'no body'
  | 'version as text'
  | 'half a version'
  | 'binary'
