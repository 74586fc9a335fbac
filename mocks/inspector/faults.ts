import type { Control, Faults } from './control'

/** What one button of the bar breaks. */
export type Breakable = 'redis' | 'db' | 'api' | 'push'

/** `slow`: not as the button would have it, but not well either. */
export type Health = 'up' | 'slow' | 'down'

const isSlowedApi = ({ latencyMs = 0, failureRate = 0, malformed = false }: ApiFaults) =>
  latencyMs > 0 || failureRate > 0 || malformed
type ApiFaults = NonNullable<Faults['api']>

export function healthOf(faults: Faults, what: Breakable): Health {
  if (what === 'push') {
    const { push = 'up' } = faults
    return push === 'up' || push === 'down' ? push : 'slow'
  }
  if (what !== 'api') return faults[what] ?? 'up'
  const { api = {} } = faults
  if (api.status !== undefined) return 'down'
  return isSlowedApi(api) ? 'slow' : 'up'
}

/** Changes the faults in force at this moment, which a person may have not seen yet. */
export async function changeFaults(
  control: Control,
  change: (faults: Faults) => Faults,
): Promise<Faults> {
  return control.setFaults(change(await control.read('faults')))
}

/** The same faults with one thing broken, or mended. */
export function withHealth(faults: Faults, what: Breakable, health: 'up' | 'down'): Faults {
  const { [what]: before, ...others } = faults
  if (health === 'up') return others
  return what === 'api'
    ? { ...others, api: { ...(before as ApiFaults | undefined), status: 503, retryAfter: 5 } }
    : { ...others, [what]: 'down' }
}
