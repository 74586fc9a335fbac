import type { WorkerJob } from '../../job/WorkerJob'
import type { WorkerJobPoll } from '../useWorkerJobPoller'
import type { JobReply, Nonsense, Options } from './history'

/**
 * When something was, in milliseconds: on a clock that nobody sets, on the computer's, and on one that
 * is set ahead as often as that, but never back.
 */
export type Moment = { t: number; wall: number; ahead: number }

/** What became of a request, as the server saw it. */
export type Outcome =
  | { is: 'answered'; reply: JobReply }
  | {
      is: 'failed'
      kind: 'network' | 'timeout' | 'http' | 'malformed' | 'unauthorized' | 'gone' | 'misconfigured'
      status: number | null
      /** What a `Retry-After` with a meaning asked for, before it is clamped. */
      retryAfterMs: number | null
    }
  | { is: 'aborted' }

export type PageEvent =
  'hidden' | 'shown' | 'offline' | 'online' | 'left' | 'restored' | 'frozen' | 'thawed'

/** What a server says over a socket. */
export type Message =
  | { is: 'status'; job: number; reply: JobReply }
  /** There is no such job. */
  | { is: 'error'; job: number }
  | { is: 'pong' }
  | { is: 'nonsense'; what: Nonsense; job: number }

export type Screen = { place: number; poll: WorkerJobPoll }

export type Entry = Moment &
  (
    | { is: 'page'; event: PageEvent }
    | { is: 'clock'; byMs: number }
    | { is: 'mounted' | 'changed'; place: number; job: number; options: Options }
    | { is: 'unmounted'; place: number; job: number }
    | { is: 'refetch'; place: number; job: number }
    | { is: 'resume' | 'invalidate' }
    | { is: 'retried'; job: number; status: number }
    | { is: 'start'; job: number; request: number }
    | { is: 'end'; job: number; request: number; outcome: Outcome }
    | { is: 'settled'; listener: string; job: number; shown: WorkerJob }
    /** All is quiet: what the components show. */
    | { is: 'screens'; screens: Screen[] }
    /** Timers set timers for the same moment, without end. */
    | { is: 'spin' }
    /** After the last unmount, and once more an hour later. */
    | { is: 'left'; timers: number; sockets: number }
    | { is: 'connect' | 'opened'; socket: number }
    | { is: 'closed'; socket: number; by: 'server' | 'page' }
    | { is: 'sent'; socket: number; type: 'subscribe' | 'unsubscribe' | 'ping'; jobs: number[] }
    | { is: 'heard'; socket: number; message: Message }
    /** Everything has worked for a while: how the job is, and since when. */
    | { is: 'truth'; job: number; reply: JobReply; since: number }
  )

export type Log = {
  hidden: boolean
  offline: boolean
  /** Whether the page knows sockets. */
  sockets: boolean
  jobs: number
  entries: Entry[]
}
