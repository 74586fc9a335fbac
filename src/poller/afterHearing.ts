import { isOvertaken, type PollMemory } from './policy'

/** What is remembered after another tab has told what it knows: that, unless this tab knows better. */
export function afterHearing(
  memory: PollMemory | undefined,
  heard: PollMemory,
  returns: number,
): PollMemory {
  const isOld =
    memory && (isOvertaken(heard, memory) || heard.askedAt < (memory.retriedAt ?? -Infinity))
  return isOld ? memory : { ...heard, returns }
}
