import { JobStatusError } from '../job/JobStatusError'
import type { JobRef } from '../job/WorkerJob'
import type { PollMemory, PollSettings } from './policy'

/** A job that a tab wants followed, with what it knows of it. */
export type Wish = { ref: JobRef; settings: PollSettings; memory: PollMemory | undefined }

/** What tabs say to each other. */
export type Message =
  /** The tab whose turn it is says so; the others tell it what they know better, and their wishes. */
  | { type: 'asks'; wishes: Wish[] }
  | { type: 'wishes'; from: string; fitness: number; visible: boolean; wishes: Wish[] }
  | { type: 'memory'; ref: JobRef; memory: PollMemory }
  | { type: 'retried'; ref: JobRef; at: number }
  | { type: 'resumed' }
  /** Whether the tab that asks is there, and that it is. */
  | { type: 'doubt' }
  | { type: 'here' }

/** Posts what goes to the other tabs, and hears what they say, until it is closed. */
export function openTabChannel(name: string, hear: (message: Message) => void) {
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    hear(unpack(data))
  }
  return {
    post: (message: Message): void => {
      channel.postMessage(pack(message))
    },
    close: (): void => {
      channel.close()
    },
  }
}

type ErrorParts = Pick<JobStatusError, 'kind' | 'message' | 'status' | 'retryAfterMs' | 'detail'>

/** Errors lose their kind on the way to another tab, so they go there as their parts. */
const pack = (message: Message) =>
  withErrors(message, ({ kind, message, status, retryAfterMs, detail }): ErrorParts => {
    return { kind, message, status, retryAfterMs, detail }
  })

const unpack = (message: Message) =>
  withErrors(message, ({ kind, message, status, ...details }): JobStatusError => {
    return new JobStatusError(kind, message, status === null ? details : { ...details, status })
  }) as Message

function withErrors(message: Message, change: (error: ErrorParts) => ErrorParts) {
  const failure = (one: PollMemory['failure']) => one && { ...one, error: change(one.error) }
  const changed = (memory: PollMemory | undefined) =>
    memory && {
      ...memory,
      failure: failure(memory.failure),
      excused: failure(memory.excused),
    }
  switch (message.type) {
    case 'memory':
      return { ...message, memory: changed(message.memory) }
    case 'asks':
    case 'wishes':
      return {
        ...message,
        wishes: message.wishes.map((wish) => ({ ...wish, memory: changed(wish.memory) })),
      }
    default:
      return message
  }
}
