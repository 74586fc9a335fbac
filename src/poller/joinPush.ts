import { hashKey } from '@tanstack/react-query'
import { createJobSocket } from '../push/createJobSocket'
import { afterPush } from './afterPush'
import type { Followed, PollerCore } from './createJobPoller'
import { losePush } from './losePush'
import { readSurroundings } from './surroundings'

/** What a poller says to its socket. */
export type Push = {
  /** That this tab asks for other jobs than before. */
  sync: () => void
  /** That what was told of a job is forgotten, and is to be told again. */
  renew: (job: Followed) => void
}

/** Hears of the jobs that this tab would ask for over one socket. */
export function joinPush(core: PollerCore): Push {
  const { scope, queryClient } = core
  let works = false
  const find = (ref: Parameters<typeof core.keyOf>[0]) => core.jobs.get(hashKey(core.keyOf(ref)))
  const socket = createJobSocket({
    url: () => scope.client.socketUrl(),
    hear(message) {
      if (message.type === 'status') {
        const { returns } = readSurroundings()
        core.learn(message.ref, (memory) => afterPush(memory, message, Date.now(), returns), true)
        return
      }
      // Only the API can say that a job is gone.
      const job = find(message.ref)
      if (job) job.subscribedAt = null
      core.learn(message.ref, (memory) => memory && { ...memory, push: null }, false)
      if (job) core.arm(job)
    },
    subscribed(refs) {
      for (const job of refs.map(find)) {
        if (!job) continue
        job.subscribedAt = Date.now()
        core.arm(job)
      }
    },
    lost(refs) {
      for (const ref of refs) {
        const job = find(ref)
        if (job) job.subscribedAt = null
        losePush(core, ref)
        if (job) core.arm(job)
      }
    },
    // In the cache, where the devtools show it.
    counted(counts) {
      const isLost = works && !counts.works
      works = counts.works
      // Once it knows of its loss: what is left may not be worth another.
      if (isLost) void Promise.resolve().then(sync)
      queryClient.setQueryData(['worker-job-push', scope.client.identity], counts)
    },
  })

  function follow(but?: Followed): void {
    const wanted = [...core.jobs.values()].filter((job) => job.isWanted && job !== but)
    // Who may have ended long ago is told of by a socket that is there, and asked for otherwise.
    const isWorth = works || wanted.some(({ isUnderWay }) => isUnderWay)
    socket.follow(isWorth && scope.client.push ? wanted.map(({ ref }) => ref) : [])
  }

  const sync = () => {
    follow()
  }

  return {
    sync,
    renew(job) {
      follow(job)
      follow()
    },
  }
}
