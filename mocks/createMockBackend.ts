import { createApi, type Api } from './backend/api'
import { createControls, type Controls } from './backend/controls'
import { createCore } from './backend/core'
import { speed, strategyName, tenantCode, type StrategyName } from './backend/inputs'
import { boolean, number, readInput, rule, type Rule } from './backend/rules'
import { createStarting, type Starting } from './backend/starting'
import { oneAtATime, type SharedState, type TakeTurns } from './backend/turns'
import { createHub, type Push } from './push/createHub'
import { wallClock, wallTimers, type Clock, type Timers } from './clock'

export interface MockBackendOptions {
  /** The clock that the mock's own runs on; default: the machine's. */
  clock?: Clock
  /** Real waiting, where a slow store or API is waited for; default: the machine's timers. */
  timers?: Timers
  /** Of durations, results and ids: the same seed does the same again; default 1. */
  seed?: number
  /** The tenant of jobs and requests that name none; default `academy`. */
  tenant?: string
  /** Refuse API requests without a tenant with 400; default false. */
  requireTenant?: boolean
  /** How statuses are read; default `redis-first`. */
  strategy?: StrategyName
  /** How many times as fast as `clock` the mock's time runs, 0 to 10,000; default 1. */
  speed?: number
  /** How turns are taken by those who share a state; default: one after another in this process. */
  turns?: (state: SharedState) => TakeTurns
}

/** One independent backend. Methods that take input throw a `MockError` when it is bad. */
export interface MockBackend extends Api, Controls, Starting, Push {
  readonly tenant: string
  readonly requireTenant: boolean
}

const clockRule = rule('an object with now()', (value): value is Clock => hasMethod(value, 'now'))
const timersRule = rule('an object with after()', (value): value is Timers =>
  hasMethod(value, 'after'),
)
const turnsRule: Rule<(state: SharedState) => TakeTurns> = rule(
  'a function',
  (value): value is (state: SharedState) => TakeTurns => typeof value === 'function',
)

function hasMethod(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function'
}

/** Throws a `MockError` that names the first option that is bad. */
export function createMockBackend(options: MockBackendOptions = {}): MockBackend {
  const given = readInput<MockBackendOptions>(options, {
    clock: clockRule,
    timers: timersRule,
    seed: number('an integer', Number.isInteger),
    tenant: tenantCode,
    requireTenant: boolean,
    strategy: strategyName,
    speed,
    turns: turnsRule,
  })
  const { tenant = 'academy', requireTenant = false } = given
  const core = createCore({
    wall: given.clock ?? wallClock,
    timers: given.timers ?? wallTimers,
    seed: given.seed ?? 1,
    speed: given.speed ?? 1,
    strategy: given.strategy ?? 'redis-first',
    turns: given.turns ?? oneAtATime,
    isShared: given.turns !== undefined,
  })
  const api = createApi(core)
  return {
    tenant,
    requireTenant,
    ...createStarting(core, tenant),
    ...createControls(core),
    ...api,
    ...createHub(core, api, { tenant, requireTenant }),
  }
}
