import { expect } from 'vitest'
import type { StrategyName } from '../backend/inputs'
import type { MockBackend } from '../createMockBackend'
import { connectTo } from '../push/testClient'
import type { JobName, ServerMessage } from '../push/messages'
import { createTestBackend } from '../testBackend'
import { keyOf, type Operation } from './operations'
import { nameOf } from './stores'
import { runningEntry, writeToRedis } from './writeToRedis'

const JOBS: JobName[] = [
  ...['1', '2', '9'].map((id) => ({ kind: 'video' as const, id })),
  ...['a', 'b', 'z'].map((id) => ({ kind: 'excel' as const, id })),
]
const TENANTS = ['academy', 'other', 'third']
const resourceOf = ({ kind }: JobName) => (kind === 'video' ? 'video' : 'job')
const keyOfJob = (job: JobName) => nameOf({ resource: resourceOf(job), id: job.id })

/** What is known of one job from what was pushed, whoever its tenant was. */
interface Told {
  tenant: string
  /** The last version; 0: of an entry that the mock did not write; -1: none so far. */
  version: number
  /** The message that told it; null: the job went after that. */
  message: (ServerMessage & { type: 'status' }) | null
}

/**
 * Runs a history while a socket of each tenant watches every job: versions only rise, no change is
 * told twice, and in a history that disturbs nothing none is left out, and what was told last is
 * what the status API answers, and what whoever subscribes at any moment is told first.
 */
export async function pushHistory(
  read: StrategyName,
  history: readonly Operation[],
): Promise<void> {
  const { backend } = createTestBackend({ strategy: read })
  const connect = () => TENANTS.map((tenant) => connectTo(backend, tenant))
  let clients = connect()
  for (const client of clients) {
    await client.subscribe(...JOBS)
    expect(client.heard()).toHaveLength(JOBS.length)
  }
  const told = new Map<string, Told>()
  const isWhole = !history.some(loses)

  for (const operation of history) {
    await perform(backend, operation)
    if (operation.do === 'reset') told.clear()
    if (clients.some(({ state }) => state.dropped) && !(await backend.refusePush(null))) {
      // Whoever comes back begins with the present state, which a row alone may tell of.
      told.clear()
      clients = connect()
      for (const client of clients) await client.subscribe(...JOBS)
    }
    for (const [index, client] of clients.entries()) {
      for (const message of client.heard()) {
        // Of two clients each hears of its own jobs alone; the order between them does not matter.
        if (message.type === 'status') follow(told, message, TENANTS[index] ?? '', isWhole)
        else if (message.type === 'error' && message.status === 404) gone(told, message)
        else if (isWhole) throw new Error(`unexpected: ${JSON.stringify(message)}`)
      }
    }
    if (isWhole) for (const tenant of TENANTS) await expectToldLate(backend, tenant, told)
  }
  if (isWhole) await expectPresent(backend, told)
}

function follow(
  told: Map<string, Told>,
  message: Told['message'] & object,
  tenant: string,
  isWhole: boolean,
): void {
  const key = keyOfJob(message)
  const before = told.get(key) ?? { version: -1, message: null }
  const { version } = message
  expect(version, `the version of ${key}`).toBeGreaterThan(before.version)
  // A deletion has a version of its own, which no message tells.
  const isNew = before.version > 0 && before.message === null
  if (isWhole) {
    expect(version, `each change of ${key}`).toBe(Math.max(0, before.version) + (isNew ? 2 : 1))
  }
  told.set(key, { tenant, version, message })
}

function gone(told: Map<string, Told>, job: JobName): void {
  const before = told.get(keyOfJob(job))
  if (before) before.message = null
}

/** Whoever comes now is told of each job what its tenant was told last, or that there is none. */
async function expectToldLate(
  backend: MockBackend,
  tenant: string,
  told: ReadonlyMap<string, Told>,
): Promise<void> {
  const client = connectTo(backend, tenant)
  await client.subscribe(...JOBS)
  const messages = client.heard()
  client.close()
  expect(messages).toHaveLength(JOBS.length)
  const heard = new Map(messages.map((message) => ['id' in message ? message.id : '', message]))
  for (const job of JOBS) {
    const known = told.get(keyOfJob(job))
    const message = heard.get(job.id)
    // The title is the database's alone.
    if (message?.type === 'status' && 'title' in message.body) delete message.body.title
    expect(message, `${tenant} subscribes to ${job.kind} ${job.id}`).toEqual(
      known?.message && known.tenant === tenant
        ? known.message
        : { type: 'error', ...job, status: 404, detail: '찾을 수 없습니다.' },
    )
  }
}

/** What was told last is what is answered, but for the title that the database alone has. */
async function expectPresent(backend: MockBackend, told: ReadonlyMap<string, Told>): Promise<void> {
  await backend.setStrategy({ read: 'redis-first' })
  for (const { kind, id, tenant } of await backend.jobs()) {
    const resource = kind === 'video' ? 'video' : 'job'
    const reading = await backend.readStatus(resource, id, tenant)
    const last = told.get(nameOf({ resource, id }))?.message
    if (reading.type !== 'found') throw new Error(`${kind} ${id}: ${reading.type}`)
    const body = { ...reading.body } as Record<string, unknown>
    if (reading.source === 'db') delete body['title']
    expect({ version: last?.version, body: last?.body }).toEqual({ version: reading.version, body })
  }
}

/** Whether it keeps a change from being told, or what was told from being stored. */
export function loses(operation: Operation): boolean {
  switch (operation.do) {
    case 'flush':
    case 'drop':
    case 'corrupt':
    case 'plant':
      return true
    case 'faults':
      return operation.redis !== 'up' || operation.db !== 'up'
    case 'jobFaults': {
      // Of a worker that is silent Redis forgets what it said; a second report has a version of its own.
      const { crash, stall, loseRedisWrite, duplicate } = operation.faults
      return [crash, stall, loseRedisWrite, duplicate].includes(true)
    }
    default:
      return false
  }
}

async function perform(backend: MockBackend, operation: Operation): Promise<unknown> {
  switch (operation.do) {
    case 'start':
      return start(backend, operation).catch(() => undefined)
    case 'advance':
    case 'silence':
      return backend.advance(operation.ms)
    case 'read':
      return Promise.all(
        operation.readers.map(({ resource, id, tenant }) =>
          backend.readStatus(resource, id, tenant ?? 'academy'),
        ),
      )
    case 'retry':
      return backend.retryVideo(operation.id, operation.tenant)
    case 'delete':
      return backend.deleteVideo(operation.id, operation.tenant)
    case 'list':
      return backend.listVideos({ ...operation, page: 1 })
    case 'flush':
      return backend.redis.flush()
    case 'drop':
      return backend.redis.delete(keyOf(operation, operation.key))
    case 'corrupt':
      return writeToRedis(backend, keyOf(operation, operation.key), operation.value, 30)
    case 'plant': {
      const { resource, tenant, silentMs } = operation
      const { now } = await backend.clock()
      const entry = runningEntry(resource, tenant, now - silentMs)
      return writeToRedis(backend, keyOf(operation, 'status'), entry, 7200)
    }
    case 'faults':
      return backend.setFaults({ redis: operation.redis, db: operation.db })
    case 'jobFaults': {
      const { resource, id, faults } = operation
      const kinds = resource === 'video' ? ['video'] : ['excel', 'messaging']
      return Promise.all(kinds.map((kind) => backend.setJobFaults(kind, id, faults)))
    }
    case 'strategy':
      return backend.setStrategy({ read: operation.read })
    case 'resetMetrics':
      return backend.resetMetrics()
    case 'reset':
      return backend.reset()
  }
}

function start(backend: MockBackend, operation: Extract<Operation, { do: 'start' }>) {
  const { resource, id, tenant, jobType, seconds, succeeds, errorText } = operation
  const common = { id, tenant, seconds }
  const reason = errorText ?? undefined
  return resource === 'video'
    ? backend.startVideo({
        ...common,
        outcome: succeeds ? 'ready' : 'failed',
        ...(reason !== undefined && { error_reason: reason }),
      })
    : backend.startJob({
        ...common,
        job_type: jobType,
        outcome: succeeds ? 'done' : 'failed',
        ...(reason !== undefined && { error_message: reason }),
      })
}
