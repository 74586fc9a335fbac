import type { Api } from '../backend/api'
import { jobKey, type Core } from '../backend/core'
import { DETAILS } from '../backend/details'
import type { Resource } from '../redis/entries'
import { jobBody, videoBodyFromEntry } from '../status/bodies'
import type { StatusFound, StatusReading } from '../status/port'
import type { JobChange } from '../workers/change'
import { resourceOf, type WorkerKind } from '../workers/plan'
import { createAlarm } from './createAlarm'
import { createLine, type Line } from './createLine'
import { readClientMessage, type JobName, type ServerMessage } from './messages'

/** One connection, as the transport sees it. */
export interface PushClient {
  /** The tenant that it names; null or blank: none. */
  tenant: string | null
  /** Takes a message to the client. */
  send: (text: string) => void
  /** Breaks the connection off, without a farewell. */
  drop: () => void
}

/** What the transport tells the server. After `close`, or once it was dropped, nothing happens. */
export interface PushSocket {
  /** What the client sent; anything but text is answered with an error. Never throws. */
  receive(data: unknown): void
  close(): void
}

export interface Push {
  /**
   * Takes a client; its messages are those of `WS /ws/jobs/`. One that is refused is dropped: see
   * `refusePush`.
   */
  connect(client: PushClient): PushSocket
  /** Why no client of this tenant is taken now, as an HTTP answer; undefined: it is. */
  refusePush(tenant: string | null): Promise<{ status: 400 | 503; detail: string } | undefined>
}

interface Socket {
  tenant: string
  line: Line
  drop: () => void
  subscriptions: Map<string, Subscription>
}

interface Subscription extends JobName {
  /** The version of what was said last; 0: nothing yet. */
  seen: number
}

const KINDS: Record<Resource, readonly WorkerKind[]> = {
  video: ['video'],
  job: ['excel', 'messaging'],
}
const nameOf = ({ kind, id }: JobName) => `${kind}/${id}`

/**
 * Tells clients of the jobs that they have subscribed to: each change as it is published, without
 * a read for anybody who watches.
 */
export function createHub(
  core: Core,
  api: Pick<Api, 'readStatus'>,
  { tenant: defaultTenant, requireTenant }: { tenant: string; requireTenant: boolean },
): Push {
  const sockets = new Set<Socket>()
  const alarm = createAlarm(core, () => ({
    sockets: sockets.size,
    subscriptions: [...sockets].some(({ subscriptions }) => subscriptions.size > 0),
  }))
  const fault = () => core.state.faults.push ?? 'up'
  /** What workers publish comes through Redis: a push server that loses it can tell nothing, and stops. */
  const isDown = () => fault() === 'down' || core.state.faults.redis === 'down'

  function say(socket: Socket, message: ServerMessage): void {
    const count = socket.line.say(message, fault())
    // A sign of life is no load.
    if (count === 0 || message.type === 'pong') return
    core.state.pushed += count
    core.touch()
  }

  function sayMissing(socket: Socket, { kind, id }: JobName): void {
    say(socket, { type: 'error', kind, id, status: 404, detail: DETAILS.notFound })
  }

  function tell(socket: Socket, subscription: Subscription, change: JobChange): void {
    const { kind, id } = subscription
    const { version } = change
    if (change.status === null) {
      // In place of the old one, so that an answer which is being read for that is dropped.
      socket.subscriptions.set(nameOf(subscription), { kind, id, seen: version })
      sayMissing(socket, subscription)
      return
    }
    subscription.seen = version
    const body =
      change.resource === 'video'
        ? videoBodyFromEntry(Number(id), change.status, change.progress)
        : jobBody(id, change.status, change.progress)
    say(socket, { type: 'status', kind, id, version, body })
  }

  /** What was read when a client subscribed; unless it has been told something newer by now. */
  function answer(socket: Socket, subscription: Subscription, reading: StatusReading): void {
    const { kind, id, seen } = subscription
    if (!sockets.has(socket) || socket.subscriptions.get(nameOf(subscription)) !== subscription)
      return
    const version = reading.type === 'found' ? (reading.version ?? 0) : 0
    if (seen > 0 && version <= seen) return
    switch (reading.type) {
      case 'found': {
        const newer = newerThan(reading, subscription, socket.tenant)
        if (newer) {
          tell(socket, subscription, newer)
          return
        }
        subscription.seen = version
        say(socket, { type: 'status', kind, id, version, body: reading.body })
        return
      }
      case 'notFound':
        subscription.seen = published(subscription)?.version ?? 0
        sayMissing(socket, subscription)
        return
      case 'unavailable':
        say(socket, { type: 'error', kind, id, status: 503, detail: DETAILS.unavailable })
    }
  }

  const published = ({ kind, id }: JobName) =>
    core.state.published.get(jobKey(resourceOf(kind), id))

  /**
   * What was published of a job since what was read of it: a cache may hold a row of before, and who
   * is told that would not hear of the change again.
   */
  function newerThan(
    { version, body }: StatusFound,
    job: JobName,
    tenant: string,
  ): JobChange | undefined {
    const change = published(job)
    if (!change?.status || change.tenant !== tenant) return undefined
    const read = version ?? 0
    // The progress that is read beside an old row is of the present version.
    const isMixed = read === change.version && body.status !== change.status.status
    return read < change.version || isMixed ? change : undefined
  }

  async function subscribe(socket: Socket, jobs: readonly JobName[]): Promise<void> {
    const added = jobs.map((job): Subscription => ({ ...job, seen: 0 }))
    await core.look(() => {
      for (const subscription of added) {
        socket.subscriptions.set(nameOf(subscription), subscription)
      }
    })
    await Promise.all(
      added.map(async (subscription) => {
        const { kind, id } = subscription
        const reading = await api.readStatus(resourceOf(kind), id, socket.tenant)
        await core.look(() => {
          answer(socket, subscription, reading)
        })
      }),
    )
  }

  async function receive(socket: Socket, data: unknown): Promise<void> {
    if (!sockets.has(socket)) return
    const message = readClientMessage(data)
    if (typeof message === 'string') {
      await core.look(() => {
        say(socket, { type: 'error', status: 400, detail: message })
      })
      return
    }
    switch (message.type) {
      case 'subscribe':
        await subscribe(socket, message.jobs)
        return
      case 'unsubscribe':
        await core.look(() => {
          for (const job of message.jobs) socket.subscriptions.delete(nameOf(job))
        })
        return
      case 'ping':
        await core.look(() => {
          say(socket, { type: 'pong' })
        })
    }
  }

  function leave(socket: Socket): void {
    sockets.delete(socket)
    socket.line.cut()
    alarm.set()
  }

  core.watcher = {
    clients: () => sockets.size,
    published(change) {
      for (const socket of sockets) {
        if (socket.tenant !== change.tenant) continue
        for (const kind of KINDS[change.resource]) {
          const subscription = socket.subscriptions.get(nameOf({ kind, id: change.id }))
          if (subscription) tell(socket, subscription, change)
        }
      }
    },
    // What others have changed is told as it is now.
    replaced() {
      for (const socket of sockets) {
        for (const subscription of [...socket.subscriptions.values()]) {
          const change = published(subscription)
          if (!change) {
            if (subscription.seen > 0) sayMissing(socket, subscription)
            subscription.seen = 0
          } else if (change.tenant === socket.tenant && change.version > subscription.seen) {
            tell(socket, subscription, change)
          }
        }
      }
    },
    turned() {
      if (isDown()) {
        for (const socket of sockets) {
          leave(socket)
          socket.drop()
        }
      }
      alarm.set()
    },
  }

  function refusal(tenant: string | null) {
    if (requireTenant && isBlank(tenant)) return { status: 400, detail: DETAILS.noTenant } as const
    return isDown() ? ({ status: 503, detail: DETAILS.unavailable } as const) : undefined
  }

  return {
    connect({ tenant, send, drop }) {
      const socket: Socket = {
        tenant: isBlank(tenant) ? defaultTenant : tenant.trim(),
        line: createLine(send, core.timers),
        drop,
        subscriptions: new Map(),
      }
      if (refusal(tenant)) {
        drop()
      } else {
        sockets.add(socket)
        // Whoever shares the state may have broken the push server meanwhile.
        void core.look(() => undefined)
      }
      return {
        receive(data) {
          void receive(socket, data)
        },
        close() {
          leave(socket)
        },
      }
    },
    refusePush: (tenant) => core.look(() => refusal(tenant)),
  }
}

const isBlank = (tenant: string | null): tenant is null => (tenant ?? '').trim() === ''
