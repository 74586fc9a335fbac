import type { JobRef } from '../../../../index'
import { fetchJob } from '../fetchJob'

/** Asks and parses, and does nothing with it: what no contender can be cheaper than. */
export function pollBare(base: string, refs: JobRef[]): void {
  for (const ref of refs) {
    const ask = () => void fetchJob(base, ref)
    ask()
    setInterval(ask, 2_000)
  }
}
