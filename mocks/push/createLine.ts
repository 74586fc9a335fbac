import type { PushFault } from '../backend/inputs'
import type { Timers } from '../clock'
import { isTerminal } from '../database/port'
import { garbage } from './garbage'
import type { ServerMessage } from './messages'

/** How late each message of a slow server is, in milliseconds. */
const LATE_MS = 2_000
/** How long a message waits for one to change places with, in milliseconds. */
const HOLD_MS = 1_000

/** The way from the server to one client, with the fault that is in force. */
export interface Line {
  /** Answers how many messages that came to. */
  say(message: ServerMessage, fault: PushFault): number
  /** What is under way is lost. */
  cut(): void
}

export function createLine(send: (text: string) => void, timers: Timers): Line {
  let isCut = false
  let garbled = 0
  /** What waits to change places with the next. */
  let held: { text: string; cancel: () => void } | undefined

  function put(text: string): void {
    if (!isCut) send(text)
  }

  function swap(text: string): void {
    if (held) {
      const { text: earlier, cancel } = held
      held = undefined
      cancel()
      put(text)
      put(earlier)
      return
    }
    const cancel = timers.after(HOLD_MS, () => {
      held = undefined
      put(text)
    })
    held = { text, cancel }
  }

  return {
    say(message, fault) {
      const text = JSON.stringify(message)
      switch (fault) {
        case 'down':
        case 'silent':
          return 0
        case 'no-terminal':
          if (message.type === 'status' && isTerminal(message.body.status)) return 0
          put(text)
          return 1
        case 'slow':
          timers.after(LATE_MS, () => {
            put(text)
          })
          return 1
        case 'duplicated':
          put(text)
          put(text)
          return 2
        case 'reordered':
          swap(text)
          return 1
        case 'garbage':
          put(garbage(garbled++))
          return 1
        case 'up':
          put(text)
          return 1
      }
    },
    cut() {
      isCut = true
      held?.cancel()
    },
  }
}
