import type { SocketCounts } from '../push/createJobSocket'
import { processing } from './answers'
import { pass } from './fakeTime'
import { renderPoller } from './renderPoller'
import type { ScriptedAnswer } from './scriptedFetch'
import { scriptedSockets } from './scriptedSockets'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import '../poller/joinPush'

/** An answer with a version, as a polled one. */
export const at = (version: number, answer: ScriptedAnswer): ScriptedAnswer => ({
  ...answer,
  headers: { 'X-Status-Version': String(version) },
})
export const body = (answer: ScriptedAnswer): unknown =>
  'json' in answer ? answer.json : undefined

/** Video 42 at 10 %, polled once and then told of by a socket. */
export async function renderLive(options: Parameters<typeof renderPoller>[1] = {}) {
  const sockets = scriptedSockets()
  sockets.states.set('video:42', { version: 10, body: body(processing(10)) })
  const poller = renderPoller([at(10, processing(10))], options)
  await pass(100)
  /** The requests from now on, since now. */
  const requestsIn = async (ms: number) => {
    const before = poller.server.requests.length
    const now = poller.server.requests[0] ? Date.now() - start : 0
    await pass(ms)
    return poller
      .times()
      .slice(before)
      .map((time) => time - now)
  }
  const start = Date.now() - 100
  const counts = () =>
    poller.queryClient.getQueryData<SocketCounts>(['worker-job-push', poller.client.identity])
  const change = (version: number, answer: ScriptedAnswer) => {
    sockets.change('video:42', version, body(answer))
  }
  return { ...poller, sockets, requestsIn, counts, change }
}
