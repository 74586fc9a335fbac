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
    const { readers } = operation
    const who = readers.map(({ resource, id, tenant }) => `${resource} ${id} as ${tenant ?? '-'}`)
    return `read ${who.join(' + ')}`
  }
  const { do: name, ...rest } = operation
  return `${name} ${JSON.stringify(rest)}`
}
