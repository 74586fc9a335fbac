import type { JobRef } from '../job/WorkerJob'
import { afterPushLost } from './afterPush'
import type { PollerCore } from './createJobPoller'
import { readSurroundings } from './surroundings'

/** Notes that no socket tells of a job any more, neither of this tab nor of the one that asked. */
export function losePush(core: PollerCore, ref: JobRef): void {
  const { returns } = readSurroundings()
  core.learn(
    ref,
    (memory) => memory && afterPushLost(memory, Date.now(), returns, Math.random()),
    true,
  )
}
