import type { Answer, JobReply, Reply, RetryAfter } from './history'
import type { Entry, Moment, Outcome } from './Log'
import type { Truth } from './push/createTruth'

type Tell = (entry: Entry) => void

/** Longer than the client waits. */
const GIVES_UP_MS = 10_000

/**
 * A `fetch` that answers each job's requests from its list, and tells of their starts and ends.
 * `retryStatus` answers the next POST. Once it is `mended`, it answers with the truth at once.
 */
export function scriptedServer(jobs: Answer[][], truth: Truth, now: () => Moment, tell: Tell) {
  const asked = jobs.map(() => 0)
  const server = { fetch: send, requests: 0, retryStatus: 202, mended: null as Answer | null }

  function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const path = input instanceof Request ? input.url : String(input)
    if (init?.method === 'POST') return Promise.resolve(respond('{}', server.retryStatus))
    const job = Number(/\/videos\/(\d+)\//.exec(path)?.[1]) - 1
    const answers = jobs[job] ?? []
    const answer = server.mended ?? answers[Math.min(asked[job] ?? 0, answers.length - 1)]
    if (!answer) throw new Error(`Nothing answers ${path}.`)
    asked[job] = (asked[job] ?? 0) + 1
    const request = ++server.requests
    const asIs = (reply: Reply) => (reply.is === 'truth' ? answerOf(truth, job) : reply)
    const { reply } = answer
    const snapshot = reply.is === 'truth' && reply.when === 'answered' ? null : asIs(reply)
    tell({ ...now(), is: 'start', job, request })
    return new Promise((resolve, reject) => {
      const end = (outcome: Outcome) => {
        tell({ ...now(), is: 'end', job, request, outcome })
      }
      const deliver = () => {
        init?.signal?.removeEventListener('abort', abort)
        const { outcome, response } = carryOut(snapshot ?? asIs(reply), job, now())
        end(outcome)
        if (response) resolve(response)
        else reject(new TypeError('Failed to fetch'))
      }
      const timer = answer.delayMs > 0 ? setTimeout(deliver, answer.delayMs) : undefined
      const from = now().t
      const abort = () => {
        clearTimeout(timer)
        end(
          now().t - from >= GIVES_UP_MS
            ? { is: 'failed', kind: 'timeout', status: null, retryAfterMs: null }
            : { is: 'aborted' },
        )
        reject(init?.signal?.reason as Error)
      }
      init?.signal?.addEventListener('abort', abort)
      if (timer === undefined) deliver()
    })
  }
  return server
}

type Plain = Exclude<Reply, { is: 'truth' }>

function answerOf(truth: Truth, job: number): Plain {
  const state = truth.of(job)
  if (!state) return { is: 'refused', status: 404, retryAfter: null }
  return { is: 'job', ...state, version: truth.numbered ? state.version : undefined }
}

function carryOut(
  reply: Plain,
  job: number,
  at: Moment,
): { outcome: Outcome; response: Response | null } {
  const failed = (
    kind: (Outcome & { is: 'failed' })['kind'],
    status: number | null,
    retryAfterMs: number | null = null,
  ): Outcome => ({ is: 'failed', kind, status, retryAfterMs })
  switch (reply.is) {
    case 'network':
      return { outcome: failed('network', null), response: null }
    case 'malformed':
      return {
        outcome: failed('malformed', null),
        response: respond(MALFORMED[reply.what]),
      }
    case 'refused': {
      const { headers, waitMs } = retryAfter(reply.retryAfter, at)
      const { status } = reply
      const counts = status === 429 || status === 503
      return {
        outcome: failed(KINDS[status] ?? 'http', status, counts ? waitMs : null),
        response: respond('{"detail":"no"}', status, headers),
      }
    }
    case 'job': {
      const { version } = reply
      const headers: Record<string, string> =
        version === undefined ? {} : { 'X-Status-Version': version }
      return {
        outcome: { is: 'answered', reply },
        response: respond(JSON.stringify(bodyOf(reply, job)), 200, headers),
      }
    }
  }
}

/** What a server says of a job, in an answer or in a message. */
export function bodyOf(reply: JobReply, job: number): object {
  const { title, percent, remainingSeconds, step, updatedAt, detail } = reply
  return {
    id: job + 1,
    status: reply.status,
    title,
    encoding_progress: percent,
    encoding_remaining_seconds: remainingSeconds,
    ...(step && {
      encoding_step_index: step.index,
      encoding_step_total: 7,
      encoding_step_name: `step ${step.index}`,
      encoding_step_percent: step.percent,
    }),
    ...(updatedAt !== undefined && { updated_at: updatedAtText(updatedAt) }),
    ...(detail !== undefined &&
      (reply.status === 'READY'
        ? { hls_path: 'media/hls/master.m3u8', duration: detail }
        : { error_reason: `reason ${detail}` })),
  }
}

export const updatedAtText = (second: number) =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

const KINDS: Partial<Record<number, (Outcome & { is: 'failed' })['kind']>> = {
  400: 'misconfigured',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'gone',
  410: 'gone',
}

const MALFORMED = {
  html: '<html><body>502</body></html>',
  empty: '',
  array: '[1, 2]',
  'no status': '{"id": 1}',
  'another job': '{"id": 999, "status": "READY"}',
}

function retryAfter(
  asked: RetryAfter | null,
  at: Moment,
): { headers: Record<string, string>; waitMs: number | null } {
  if (!asked) return { headers: {}, waitMs: null }
  if (asked.as === 'text') {
    const seconds = /^\d+$/.test(asked.text) ? Number(asked.text) : NaN
    return {
      headers: { 'Retry-After': asked.text },
      waitMs: Number.isNaN(seconds) ? null : seconds * 1000,
    }
  }
  const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000
  const { serverClockOffMs, inSeconds } = asked
  const serverNow = wholeSeconds(at.wall + (serverClockOffMs ?? 0))
  const until = serverNow + inSeconds * 1000
  const told = serverClockOffMs !== null
  return {
    headers: {
      'Retry-After': new Date(until).toUTCString(),
      ...(told && { Date: new Date(serverNow).toUTCString() }),
    },
    waitMs: until - (told ? serverNow : at.wall),
  }
}

/** What the client reads of a response; a real one costs more than all the rest of a request. */
function respond(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return {
    ok: status < 300,
    status,
    headers: new Headers(headers),
    text: () => Promise.resolve(body),
  } as Response
}
