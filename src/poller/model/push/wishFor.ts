import type { Belief } from '../Belief'
import type { Subject } from '../Subject'
import { isEnabled, type Surroundings } from '../Surroundings'

/**
 * What a job wants of a socket. `connection`: that there is one; `ride`: to be told of by one that is
 * there; `any`: it does not matter.
 */
export type Wish = 'connection' | 'ride' | 'any' | 'none'

/** What one wants of which it is not sure how it is. */
export function wishFor(subject: Subject): Wish {
  const around = subject.around()
  const wishes = new Set(subject.beliefs().map((belief) => wishOf(belief, around)))
  const [one] = wishes
  return wishes.size === 1 && one ? one : 'any'
}

function wishOf({ ending, stop, shown }: Belief, around: Surroundings): Wish {
  const { visible, online, watchers } = around
  const enabled = watchers.filter(isEnabled)
  const mayAsk = visible || enabled.some(({ options }) => options.hiddenIntervalMs !== false)
  if (enabled.length === 0 || !online || !mayAsk || stop || ending?.settled) return 'none'
  if (ending) return 'any'
  return shown ? 'connection' : 'ride'
}
