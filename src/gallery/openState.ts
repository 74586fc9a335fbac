import { QueryClient } from '@tanstack/react-query'
import { jobKeys } from '../api/jobKeys'
import {
  createJobBoxStore,
  createJobClient,
  JobStatusError,
  type JobBoxStore,
  type JobClient,
  type JobRef,
} from '../index'
import { afterPush } from '../poller/afterPush'
import { afterAnswer, afterFailure, nextRequest, type PollMemory } from '../poller/policy'
import type { Answer, State, StateJob } from './State'

/** What a provider needs to show a state. */
export type OpenState = {
  client: JobClient
  store: JobBoxStore
  queryClient: QueryClient
  /** Has the box hear of each answer of the past once more, now that it listens. */
  relive: () => void
}

/**
 * Brings a box of its own into a state: a scripted server answers its client, and what it answered
 * in the past has gone through the client and the policy as if it had been then.
 */
export async function openState(state: State): Promise<OpenState> {
  const { name, jobs, collapsed, reply, removed } = state
  const past: (() => void)[] = []
  let says: Answer | undefined
  const answerOf = (path: string) => jobs[Number(/(\d+)\/$/.exec(path)?.[1]) - 1]?.answer
  const client = createJobClient({
    baseUrl: 'https://gallery.invalid',
    scope: name,
    shareTabs: false,
    push: false,
    fetch: (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const changes = init?.method !== undefined && init.method !== 'GET'
      return respond(changes ? (reply ?? {}) : (says ?? answerOf(pathname) ?? {}), init?.signal)
    },
  })
  const queryClient = new QueryClient()
  const store = createJobBoxStore(client)
  store.clear()

  const listed = jobs.map((job, index) => ({ job, ref: { kind: job.kind, id: String(index + 1) } }))
  for (const { job, ref } of listed.toReversed()) store.track({ ...ref, title: job.title })
  for (const { job, ref } of listed) {
    if (job.outcome) store.record(ref, job.outcome)
    else await live(ref, pastOf(job))
  }
  store.setOpen(!collapsed)
  if (removed) keepRemoved(store, listed)
  const relive = () => {
    for (const tell of past) tell()
  }
  relive()
  return { client, store, queryClient, relive }

  async function live(ref: JobRef, answers: (readonly [number, Answer])[]): Promise<void> {
    let memory: PollMemory | undefined
    for (const [agoMs, answer] of answers) {
      const at = Date.now() - agoMs
      const known = memory
      const request = nextRequest(known, at)
      says = answer
      const next = await client.fetchStatus(ref).then(
        (said) => {
          const answered = afterAnswer(known, said, request, at, 0)
          const { job } = said
          return state.live
            ? (afterPush(answered, { job, version: at }, at, 0) ?? answered)
            : answered
        },
        (error: unknown) => {
          if (!(error instanceof JobStatusError)) throw error
          return afterFailure(known, error, request, at, 0, 1)
        },
      )
      past.push(() => queryClient.setQueryData(jobKeys.job(client, ref), next))
      memory = next
    }
    says = undefined
  }
}

/** What is said now has been said a moment ago already, so that the box need not ask for it first. */
function pastOf({ answer, past = [] }: StateJob): (readonly [number, Answer])[] {
  return answer === 'hangs' || answer === 'down' ? [...past] : [...past, [500, answer]]
}

function respond(answer: Answer, signal?: AbortSignal | null): Promise<Response> {
  if (answer === 'hangs') {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
    })
  }
  if (answer === 'down') return Promise.reject(new TypeError('Failed to fetch'))
  if (typeof answer === 'number') return Promise.resolve(new Response(null, { status: answer }))
  const said = typeof answer === 'function' ? (answer as () => object)() : answer
  return Promise.resolve(said instanceof Response ? said : Response.json(said))
}

/** A removal can be undone for 10 s only: whenever that is over, the job is removed once more. */
function keepRemoved(store: JobBoxStore, listed: { job: StateJob; ref: JobRef }[]): void {
  const [first] = listed
  if (!first) return
  const { ref, job } = first
  store.dismiss(ref)
  store.subscribe(() => {
    const { jobs, removed } = store.getSnapshot()
    const isBack = jobs.some(({ ref: { id } }) => id === ref.id)
    if (removed.length > 0 || isBack) return
    store.track({ ...ref, title: job.title })
    store.dismiss(ref)
  })
}
