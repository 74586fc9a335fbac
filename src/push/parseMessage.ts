import { parseJob } from '../job/parseJob'
import { parseVideo } from '../job/parseVideo'
import { asObject } from '../job/wire'
import type { JobKind, JobRef, WorkerJob } from '../job/WorkerJob'

/** What the server says over the socket. */
export type PushMessage =
  | { type: 'pong' }
  /** How a job is now. */
  | { type: 'status'; ref: JobRef; job: WorkerJob; version: number }
  /** The server has no such job to tell of, for this tenant. */
  | { type: 'error'; ref: JobRef }

/** Messages of so many bytes or more are not read. */
const BYTES_MAX = 1_000_000
/** At most, of a UTF-16 code unit in UTF-8. */
const BYTES_PER_UNIT = 3

const KINDS: readonly unknown[] = ['video', 'excel', 'messaging'] satisfies JobKind[]

/** Null for whatever is no message of the protocol. */
export function parseMessage(data: unknown): PushMessage | null {
  if (typeof data !== 'string' || isTooLong(data)) return null
  try {
    const wire = asObject(JSON.parse(data))
    if (wire?.['type'] === 'pong') return { type: 'pong' }
    const { type, kind, id, version, body } = wire ?? {}
    if (!KINDS.includes(kind) || typeof id !== 'string') return null
    const ref = { kind: kind as JobKind, id }
    if (type === 'error') return { type, ref }
    if (type !== 'status' || !Number.isSafeInteger(version) || Number(version) < 0) return null
    const job = ref.kind === 'video' ? parseVideo(body, ref) : parseJob(body, ref)
    return { type, ref, job, version: Number(version) }
  } catch {
    return null
  }
}

const isTooLong = (text: string) =>
  text.length * BYTES_PER_UNIT >= BYTES_MAX && new Blob([text]).size >= BYTES_MAX
