import type { JobRef } from '../job/WorkerJob'
import { afterPushLost } from './afterPushLost'
import type { PollerCore } from './createJobPoller'
import type { PollMemory } from './policy'
import { readSurroundings } from './surroundings'

/** Notes that no socket tells of a job any more, neither of this tab nor of the one that asked. */
export function losePush(core: PollerCore, ref: JobRef): void {
  core.learn(ref, (memory) => memory && lostNow(memory), true)
}

/** What is remembered once no socket tells of the job any more, from now on. */
export function lostNow(memory: PollMemory): PollMemory {
  return afterPushLost(memory, Date.now(), readSurroundings().returns, Math.random())
}
