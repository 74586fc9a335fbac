import type { VideoBody, JobBody } from '../status/port'
import type { WorkerKind } from '../workers/plan'

/** A job as a client names it. */
export interface JobName {
  kind: WorkerKind
  id: string
}

/** What a client may say. */
export type ClientMessage =
  | { type: 'subscribe'; jobs: JobName[] }
  | { type: 'unsubscribe'; jobs: JobName[] }
  | { type: 'ping' }

/** What is said to a client. */
export type ServerMessage =
  | (JobName & { type: 'status'; version: number; body: VideoBody | JobBody })
  | (JobName & { type: 'error'; status: 404 | 503; detail: string })
  | { type: 'error'; status: 400; detail: string }
  | { type: 'pong' }

const KINDS: ReadonlySet<unknown> = new Set<WorkerKind>(['video', 'excel', 'messaging'])

/** Reads what a client sent; a text says what is wrong with it. Fields it need not have are let pass. */
export function readClientMessage(data: unknown): ClientMessage | string {
  const message = typeof data === 'string' ? parse(data) : undefined
  if (!isObject(message)) return 'the message must be a JSON object, sent as text'
  const { type, jobs } = message
  switch (type) {
    case 'ping':
      return { type }
    case 'subscribe':
    case 'unsubscribe':
      if (Array.isArray(jobs) && jobs.every(isJobName)) {
        return { type, jobs: jobs.map(({ kind, id }) => ({ kind, id })) }
      }
      return 'jobs must be a list of {kind, id}; kind is one of video, excel, messaging, and id a text'
    default:
      return 'type must be one of subscribe, unsubscribe, ping'
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isJobName = (value: unknown): value is JobName =>
  isObject(value) && KINDS.has(value['kind']) && typeof value['id'] === 'string'
