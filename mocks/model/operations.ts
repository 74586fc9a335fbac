import type { Faults, StrategyName } from '../backend/inputs'
import type { JobFaults } from '../workers/job'

export type Resource = 'video' | 'job'

/** Who asks for what. A tenant of null sends no header, and is the backend's own. */
export interface Reader {
  resource: Resource
  id: string
  tenant: string | null
}

/** One thing that can happen to a backend. */
export type Operation =
  | {
      do: 'start'
      resource: Resource
      id: string
      tenant: string
      jobType: string
      seconds: number
      succeeds: boolean
      /** Beside a success it makes a `DONE` that carries an error text. */
      errorText: string | null
    }
  | { do: 'advance'; ms: number }
  /** Until this long after what Redis last heard of the job's worker. */
  | { do: 'silence'; resource: Resource; id: string; ms: number }
  /** All at once. */
  | { do: 'read'; readers: Reader[] }
  | { do: 'retry'; id: string; tenant: string }
  | { do: 'delete'; id: string; tenant: string }
  | { do: 'list'; status: string; tenant: string }
  | { do: 'flush' }
  | { do: 'resetMetrics' }
  | { do: 'reset' }
  | { do: 'drop'; resource: Resource; id: string; key: KeyName }
  | { do: 'corrupt'; resource: Resource; id: string; key: KeyName; value: string }
  /** Redis says that a job is in progress, and that nothing was heard of it for so long. */
  | { do: 'plant'; resource: Resource; id: string; tenant: string; silentMs: number }
  | { do: 'faults'; redis: Fault; db: Fault }
  | { do: 'jobFaults'; resource: Resource; id: string; faults: JobFaults }
  | { do: 'strategy'; read: StrategyName }

export type KeyName = 'status' | 'progress'
export type Fault = NonNullable<Faults['redis']>

/** As the contract names them. */
export function keyOf({ resource, id }: { resource: Resource; id: string }, key: KeyName): string {
  if (key === 'status') return `${resource}:${id}:status`
  return resource === 'video' ? `job:video:${id}:progress` : `job:${id}:progress`
}

export function describeOperation(operation: Operation): string {
  if (operation.do === 'read') {
    const times = new Map<string, number>()
    for (const { resource, id, tenant } of operation.readers) {
      const who = `${resource} ${id} as ${tenant ?? '-'}`
      times.set(who, (times.get(who) ?? 0) + 1)
    }
    return `read ${[...times].map(([who, count]) => `${count} × ${who}`).join(', ')}`
  }
  const { do: name, ...rest } = operation
  return `${name} ${JSON.stringify(rest)}`
}
