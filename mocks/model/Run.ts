import { expect } from 'vitest'
import type { StrategyName } from '../backend/inputs'
import { createMockFetch } from '../http/createMockFetch'
import { createTestBackend } from '../testBackend'
import { countsOf, difference, sum, type Counts } from './metering'
import type { Reader } from './operations'
import { Oracle, type ExpectedWrites } from './oracle'
import { lookAt, nameOf, type Stores } from './stores'
import { WritingRules } from './WritingRules'

const API = 'https://api.example/base'

/** A status request, as the log has to tell it. */
export interface Asked {
  t: number
  kind: string
  id: string
  tenant: string
  status: number
  source: string | null
}

const commandsOf = ({ metrics: { redis } }: Stores) =>
  redis.get + redis.set + redis.del + redis.expire

/** A backend on its way through a history, and what is expected of it so far. */
export class Run {
  readonly backend: ReturnType<typeof createTestBackend>['backend']
  readonly fetch: typeof fetch
  readonly oracle = new Oracle()
  readonly rules = new WritingRules()
  readonly initialStrategy: StrategyName
  strategy: StrategyName
  /** As they were when last looked at. */
  stores: Stores
  /** Those made at once together. */
  asked: Asked[][] = []
  /** Requests that are not for a status: when they were made, and how they were answered. */
  others: { t: number; status: number }[] = []
  /** How many of them the metrics have been checked for. */
  othersChecked = 0
  /** Whether Redis has yet to hear of a retry or a deletion that it was down for. */
  owesDeletions = false
  selects: { t: number; count: number }[] = []
  /** Redis commands, those of workers too, and since when they are counted. */
  commands: { since: number; count: number }

  private constructor(backend: Run['backend'], strategy: StrategyName, stores: Stores) {
    this.backend = backend
    this.fetch = createMockFetch(backend)
    this.initialStrategy = strategy
    this.strategy = strategy
    this.stores = stores
    this.commands = { since: stores.now, count: 0 }
  }

  static async begin(strategy: StrategyName): Promise<Run> {
    const { backend } = createTestBackend({ strategy })
    return new Run(backend, strategy, await lookAt(backend))
  }

  async look(): Promise<void> {
    const before = commandsOf(this.stores)
    this.stores = await lookAt(this.backend)
    // Counters that were reset stand at 0.
    this.commands.count += Math.max(0, commandsOf(this.stores) - before)
  }

  ask(method: string, path: string, tenant: string | null): Promise<Response> {
    const headers = tenant === null ? {} : { 'X-Tenant-Code': tenant }
    return this.fetch(`${API}${path}`, { method, headers })
  }

  async askOther(method: string, path: string, tenant: string): Promise<Response> {
    const answer = await this.ask(method, path, tenant)
    this.others.push({ t: this.stores.now, status: answer.status })
    return answer
  }

  control(method: string, path: string, input: unknown): Promise<Response> {
    return this.fetch(`${API}/__mock__${path}`, { method, body: JSON.stringify(input) })
  }

  /** As the control API calls it; `job` is one that is not known. */
  kindOf({ resource, id }: Pick<Reader, 'resource' | 'id'>): string {
    const row = this.stores.rows.get(nameOf({ resource, id }))
    if (resource === 'video') return 'video'
    if (!row || !('job_id' in row)) return 'job'
    return row.job_type === 'messaging' ? 'messaging' : 'excel'
  }

  /** The metrics have gone up by this since `before`, and by nothing else. */
  expectCounts(before: Stores, expected: Counts): void {
    const counted = difference(countsOf(this.stores.metrics), countsOf(before.metrics))
    const others = this.others.slice(this.othersChecked)
    this.othersChecked = this.others.length
    const http = others.map(({ status }) => ({
      'http.requests': 1,
      [`http.byStatus.${status}`]: 1,
    }))
    expect(counted, 'the counts').toEqual(sum(expected, ...http))
  }

  /** Redis holds what it held before, but for these keys. */
  expectRedis(
    before: Stores,
    { written, gone }: ExpectedWrites = { written: new Map(), gone: new Set() },
  ): void {
    const expected: Record<string, unknown> = {}
    const found: Record<string, unknown> = {}
    for (const [key, held] of before.redis) if (!gone.has(key)) expected[key] = held
    for (const [key, entry] of written) expected[key] = entry
    for (const [key, held] of this.stores.redis) {
      found[key] = written.has(key)
        ? { entry: JSON.parse(held.value) as unknown, ttlSeconds: held.ttlSeconds }
        : held
    }
    expect(found, 'what Redis holds').toEqual(expected)
  }

  /** Nothing has changed in either store, and no query or command was needed for it. */
  expectNothing(before: Stores): void {
    this.expectCounts(before, {})
    this.expectRedis(before)
    expect(this.stores.rows).toEqual(before.rows)
  }

  /** The database was needed and is down. */
  expectUnavailable(answer: Response, before: Stores): void {
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Retry-After')).toBe('5')
    this.expectNothing(before)
  }
}
