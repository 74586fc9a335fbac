import { isLive, type PollMemory } from './policy'

/**
 * What is remembered once no socket tells of the job any more; `jitter` is a random number from 0
 * to 1 for the wait. Who returned before has been shown what it told.
 */
export function afterPushLost(
  memory: PollMemory,
  now: number,
  returns: number,
  jitter: number,
): PollMemory {
  if (!memory.push?.live) return memory
  const push = { live: false as const, lostAt: now, jitter }
  return { ...memory, push, returns: isLive(memory) ? returns : memory.returns }
}
