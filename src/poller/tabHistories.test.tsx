import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import fc from 'fast-check'
import { useEffect } from 'react'
import { expect, it } from 'vitest'
import { createJobClient } from '../api/jobClient'
import { fakeTabs } from '../testing/fakeTabs'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { scriptedSockets } from '../testing/scriptedSockets'
import { JobClientProvider } from './JobClientProvider'
import { useWorkerJobPoller, type WorkerJobPoll } from './useWorkerJobPoller'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import './joinPush'
import './joinTabs'

withFakeTimers()

const SECOND = 1_000
const IDS = ['41', '42']
const TABS = 3
/** A silent socket is checked after 30 s; what is found then, or by polling, takes a moment more. */
const STALE_MAX_MS = 36 * SECOND
/** Where no socket has worked it is tried every ten minutes at least. */
const UNTIL_TRIED_MS = 11 * 60 * SECOND

type Step =
  | { is: 'shown'; tab: number; ids: string[] }
  | { is: 'closed'; tab: number }
  | { is: 'server'; mode: 'up' | 'refuses' | 'silent' }
  | { is: 'dropped' }
  | { is: 'changed' | 'ended'; id: string }
  | { is: 'passed'; ms: number }

const tab = fc.nat(TABS - 1)
const id = fc.constantFrom(...IDS)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('shown'), tab, ids: fc.subarray(IDS) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('closed'), tab }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('server'),
      mode: fc.constantFrom('up', 'up', 'refuses', 'silent'),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ is: 'dropped' }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('changed'), id }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('ended'), id }) },
  {
    weight: 4,
    arbitrary: fc.record({ is: fc.constant('passed'), ms: fc.integer({ min: 0, max: 50_000 }) }),
  },
)

/** Two jobs on a server that answers at once, polled and pushed, and the tabs that look on. */
function createWorld() {
  const sockets = scriptedSockets()
  const truth = new Map<string, { percent: number; ended: boolean; since: number }>()
  const shown = Array.from(
    { length: TABS },
    () => new Map<string, { poll: WorkerJobPoll; since: number }>(),
  )
  const views = new Map<number, ReturnType<typeof openTab>>()
  /** What was said and not so, if only for a moment. */
  const found: string[] = []
  let asked = 0

  function expectLive(tab: number, id: string): void {
    if (!sockets.subscribed().has(`video:${id}`)) found.push(`tab ${tab}, job ${id}: not live`)
  }

  const bodyOf = (id: string) => {
    const state = truth.get(id)
    return {
      id: Number(id),
      status: state?.ended ? 'READY' : 'PROCESSING',
      encoding_progress: state?.percent,
    }
  }
  function change(id: string, ended: boolean): void {
    const before = truth.get(id)
    if (before?.ended) return
    const percent = (before?.percent ?? 0) + 1
    truth.set(id, { percent, ended, since: Date.now() })
    sockets.change(`video:${id}`, percent, bodyOf(id))
  }
  for (const id of IDS) change(id, false)

  function Follower({ tab, id }: { tab: number; id: string }) {
    const poll = useWorkerJobPoller({ kind: 'video', id })
    useEffect(() => {
      const since = shown[tab]?.get(id)?.since ?? Date.now()
      shown[tab]?.set(id, { poll, since })
      if (poll.live) expectLive(tab, id)
    })
    useEffect(
      () => () => {
        shown[tab]?.delete(id)
      },
      [tab, id],
    )
    return null
  }

  function openTab(tab: number) {
    const queryClient = new QueryClient()
    const client = createJobClient({
      baseUrl: 'https://api.test',
      fetch: (input) => {
        asked++
        const id = new URL(input as string).pathname.split('/').at(-2) ?? ''
        const headers = { 'X-Status-Version': String(truth.get(id)?.percent) }
        return Promise.resolve(Response.json(bodyOf(id), { headers }))
      },
    })
    const page = (ids: readonly string[]) => (
      <QueryClientProvider client={queryClient}>
        <JobClientProvider client={client}>
          {ids.map((id) => (
            <Follower key={id} tab={tab} id={id} />
          ))}
        </JobClientProvider>
      </QueryClientProvider>
    )
    const view = render(page([]))
    return {
      show: (ids: readonly string[]) => {
        view.rerender(page(ids))
      },
      close: view.unmount,
    }
  }

  function take(step: Step): void {
    switch (step.is) {
      case 'shown': {
        const view = views.get(step.tab) ?? openTab(step.tab)
        views.set(step.tab, view)
        view.show(step.ids)
        return
      }
      case 'closed':
        views.get(step.tab)?.close()
        views.delete(step.tab)
        return
      case 'server':
        sockets.mode = step.mode
        return
      case 'dropped':
        sockets.drop()
        return
      case 'changed':
      case 'ended':
        change(step.id, step.is === 'ended')
        return
      case 'passed':
    }
  }

  const percentOf = ({ job }: WorkerJobPoll) =>
    job && 'progress' in job ? job.progress?.percent : undefined

  /** What is or was on a screen and is not so. */
  function faults({ isCalm }: { isCalm: boolean }): string[] {
    if (sockets.open().length > 1) found.push(`${sockets.open().length} sockets`)
    for (const [tab, polls] of shown.entries()) {
      for (const [id, { poll, since }] of polls) {
        const name = `tab ${tab}, job ${id}`
        const state = truth.get(id)
        if (!state) continue
        if (poll.live) expectLive(tab, id)
        if (isCalm && !state.ended && !poll.live) found.push(`${name}: live, and does not say so`)
        const isTrue = state.ended ? poll.phase === 'settled' : percentOf(poll) === state.percent
        const forMs = Date.now() - Math.max(state.since, since)
        if (!isTrue && forMs > STALE_MAX_MS) found.push(`${name}: old for ${forMs} ms`)
      }
    }
    return found
  }

  return { sockets, take, faults, asked: () => asked }
}

it('tabs that come and go, and sockets that do, show what is so and call nothing else live', async () => {
  const history = fc.array(step, { minLength: 5, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const browser = fakeTabs()
      const world = createWorld()
      const startedAt = Date.now()
      try {
        for (const step of steps) {
          world.take(step)
          await pass(step.is === 'passed' ? step.ms : 300)
          expect(world.faults({ isCalm: false })).toEqual([])
        }
        // One tab asks for all, a job every two seconds.
        const most = IDS.length * (1 + (Date.now() - startedAt) / (2 * SECOND)) + 3 * steps.length
        expect(world.asked()).toBeLessThanOrEqual(most)
        world.take({ is: 'server', mode: 'up' })
        world.take({ is: 'dropped' })
        await pass(UNTIL_TRIED_MS)
        expect(world.faults({ isCalm: true })).toEqual([])
      } finally {
        cleanup()
        await pass(0)
        browser.restore()
      }
    }),
    { numRuns: Number(process.env['TAB_RUNS'] ?? 60) },
  )
}, 600_000)
