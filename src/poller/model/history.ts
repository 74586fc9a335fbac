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
}

export type Answer = {
  /** From the start of the request to its answer. From 10 s on the client gives up before. */
  delayMs: number
  reply: Reply
}

export type Reply =
  | ({ is: 'job' } & JobReply)
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
