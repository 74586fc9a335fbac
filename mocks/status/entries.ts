import { isTerminal } from '../database/port'
import {
  progressKey,
  statusKey,
  type JobStatusEntry,
  type ProgressEntry,
  type Resource,
  type Versioned,
  type VideoStatusEntry,
} from '../redis/entries'
import type { Redis } from '../redis/port'
import { jobBody, videoBodyFromEntry } from './bodies'
import type { StatusFound } from './port'
import { readEntry } from './readEntry'
import { highestVersion } from './version'

/** What Redis says of a job. */
export interface Entries {
  /** The status entry as it is stored, and as read; undefined when it can answer nothing. */
  status: { stored: string; entry: VideoStatusEntry & JobStatusEntry } | undefined
  progress: StoredProgress | null
}

/** What a worker said, as Redis keeps it. */
export type StoredProgress = ProgressEntry & Partial<Versioned>

/**
 * Reads status and progress in one `MGET`. Undefined: Redis rejects, because it is down or late. A
 * job in progress whose progress is no entry has no status to answer from either.
 */
export async function readEntries(
  redis: Redis,
  resource: Resource,
  id: string,
): Promise<Entries | undefined> {
  const values = await redis
    .mget([statusKey(resource, id), progressKey(resource, id)])
    .catch(() => undefined)
  if (!values) return undefined
  const [stored = null, storedProgress = null] = values
  const status = readEntry<VideoStatusEntry & JobStatusEntry>(
    stored,
    resource === 'video' ? ['status', 'tenant'] : ['status', 'tenant', 'job_type'],
  )
  const progress = readProgress(storedProgress)
  const answers =
    status.type === 'entry' && (isTerminal(status.entry.status) || progress.type !== 'invalid')
  return {
    status: answers && stored !== null ? { stored, entry: status.entry } : undefined,
    progress: progress.type === 'entry' ? progress.entry : null,
  }
}

/** Reads the progress alone; null when Redis has none, or rejects. */
export async function readProgressOf(
  redis: Redis,
  resource: Resource,
  id: string,
): Promise<StoredProgress | null> {
  const stored = await redis.get(progressKey(resource, id)).catch(() => null)
  const progress = readProgress(stored)
  return progress.type === 'entry' ? progress.entry : null
}

const readProgress = (stored: string | null) =>
  readEntry<StoredProgress>(stored, ['step', 'updated_at'])

/** The answer that the entries of a job give. */
export function fromEntries(
  resource: Resource,
  id: string,
  entry: VideoStatusEntry & JobStatusEntry,
  progress: StoredProgress | null,
): StatusFound {
  const body =
    resource === 'video'
      ? videoBodyFromEntry(Number(id), entry, progress)
      : jobBody(id, entry, progress)
  const told = isTerminal(entry.status) ? null : progress
  return {
    type: 'found',
    source: 'redis',
    body,
    version: highestVersion(entry.version, told?.version),
  }
}
