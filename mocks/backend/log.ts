import type { StatusSource } from '../status/port'
import type { WorkerKind } from '../workers/plan'

/** One status request, as it was answered. */
export interface StatusRequest {
  /** When it was answered, epoch ms of mock time. */
  t: number
  /** `job`: an Excel or messaging job that the mock does not know. */
  kind: WorkerKind | 'job'
  id: string
  /** Null: the request named none. */
  tenant: string | null
  /** Of HTTP. */
  status: number
  /** Null where no status was answered. */
  source: StatusSource | null
  /** How long the answer took, in real milliseconds. */
  ms: number
}

const LENGTH = 200

/** Adds a request, and forgets the oldest of more than 200. */
export function append(log: StatusRequest[], request: StatusRequest): void {
  log.push(request)
  if (log.length > LENGTH) log.shift()
}
