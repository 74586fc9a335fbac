import type { MockBackend } from '../createMockBackend'
import type { JobFaults } from '../workers/job'
import type { WorkerKind } from '../workers/plan'

type Answer<Method extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Method>>

/** What the control API can be asked for, by path. */
export interface Readings {
  jobs: Answer<MockBackend['jobs']>
  database: Answer<MockBackend['database']>
  redis: Answer<MockBackend['redis']['list']>
  metrics: Answer<MockBackend['metrics']>
  history: Answer<MockBackend['history']>
  log: Answer<MockBackend['log']>
  strategy: Answer<MockBackend['strategy']>
  faults: Answer<MockBackend['faults']>
  clock: Answer<MockBackend['clock']>
}
export type { JobFaults, WorkerKind }
export type Faults = Readings['faults']
export type JobSummary = Readings['jobs'][number]
export type LogEntry = Readings['log'][number]
export type Strategy = Readings['strategy']['read']

/** A call of the control API that came to nothing. */
export class ControlError extends Error {
  /** What the server says is wrong; null when there was no answer that could be read. */
  readonly detail: string | null

  constructor(call: string, detail: string | null, options?: ErrorOptions) {
    super(`Failed to ${call}: ${detail ?? 'no answer'}. Is the mock running?`, options)
    this.name = 'ControlError'
    this.detail = detail
  }
}

export type Control = ReturnType<typeof createControl>

/** The control API of the mock at `baseUrl`. Each call rejects with a `ControlError`. */
export function createControl(baseUrl: string) {
  async function call(method: string, path: string, input?: unknown): Promise<unknown> {
    const name = `${method} /__mock__/${path}`
    const body = input === undefined ? {} : { body: JSON.stringify(input) }
    let status: number
    let answer: unknown
    try {
      const response = await fetch(`${baseUrl}/__mock__/${path}`, { method, ...body })
      status = response.status
      answer = status === 204 ? null : await response.json()
    } catch (cause) {
      throw new ControlError(name, null, { cause })
    }
    if (status >= 400) throw new ControlError(name, detailOf(answer) ?? `HTTP ${status}`)
    return answer
  }

  return {
    baseUrl,
    read: <Path extends keyof Readings>(path: Path) => call('GET', path) as Promise<Readings[Path]>,
    setFaults: (faults: Faults) => call('PUT', 'faults', faults) as Promise<Faults>,
    setJobFaults: (kind: WorkerKind, id: string, faults: JobFaults) =>
      call('PUT', `faults/jobs/${kind}/${encodeURIComponent(id)}`, faults) as Promise<JobFaults>,
    setStrategy: (read: Strategy) => call('PUT', 'strategy', { read }),
    /** Takes what a person typed: the server says what is wrong with it. */
    setSpeed: (speed: unknown) => call('PUT', 'clock', { speed }),
    advance: (ms: number) => call('POST', 'clock/advance', { ms }),
    flushRedis: () => call('DELETE', 'redis'),
    dropKey: (key: string) => call('DELETE', `redis/${encodeURIComponent(key)}`),
    resetMetrics: () => call('POST', 'metrics/reset'),
    reset: () => call('POST', 'reset'),
  }
}

function detailOf(answer: unknown): string | null {
  const detail = (answer as { detail?: unknown } | null)?.detail
  return typeof detail === 'string' ? detail : null
}
