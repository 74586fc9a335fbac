import { JobStatusError, type JobStatusErrorKind } from '../../job/JobStatusError'
import { parseJob } from '../../job/parseJob'
import { parseVideo } from '../../job/parseVideo'
import type { JobRef, WorkerJob } from '../../job/WorkerJob'
import { readBody } from './readBody'
import { expand } from './spoiltJson'
import type { RetryAfter, WireAnswer, WireHistory } from './wireAnswers'

/** What one response must be taken for. */
export type Outcome =
  | { job: WorkerJob; version: number | null }
  | { failure: JobStatusErrorKind; status: number | null; retryAfterMs: number | null }

export type WireRequest = {
  /** Epoch ms. */
  at: number
  /** Null until the response is in. */
  outcome: Outcome | null
  endedAt: number | null
}

/** A `fetch` that answers by a history, its last answer again and again, and a log of requests. */
export function createWire({ job, answers }: WireHistory) {
  const log: WireRequest[] = []
  const script = answers.map((answer) => {
    const bytes = bytesOf(answer)
    return { answer, bytes, outcome: outcomeOf(answer, bytes, job.ref) }
  })

  const send: typeof fetch = async (_input, init) => {
    const next = script[Math.min(log.length, script.length - 1)]
    if (!next) throw new Error('The history is empty.')
    const { answer, bytes, outcome } = next
    const request: WireRequest = { at: Date.now(), outcome: null, endedAt: null }
    log.push(request)
    const aborted = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener('abort', () => {
        request.outcome ??= { failure: 'timeout', status: null, retryAfterMs: null }
        request.endedAt ??= Date.now()
        reject(init.signal?.reason as Error)
      })
    })
    if (answer.delivery === 'hangs') return aborted
    if (answer.afterMs > 0) {
      const late = new Promise((resolve) => setTimeout(resolve, answer.afterMs))
      await Promise.race([late, aborted])
    }
    request.outcome = outcome
    request.endedAt = Date.now()
    if (answer.delivery === 'refused') throw new TypeError('Failed to fetch')
    return responseOf(answer, bytes)
  }

  return { fetch: send, log }
}

function bytesOf({ body, charset }: WireAnswer): Uint8Array<ArrayBuffer> {
  const text = expand(body)
  if (charset === 'utf-16le') {
    const units = Array.from(text.slice(0, 10_000), (_, index) => text.charCodeAt(index))
    return new Uint8Array(units.flatMap((unit) => [unit & 0xff, unit >> 8]))
  }
  const bytes = new TextEncoder().encode(text)
  if (charset === 'utf-8') return bytes
  if (charset === 'utf-8 with BOM')
    return new Uint8Array([0xef, 0xbb, 0xbf, ...bytes.slice(0, 10_000)])
  const middle = bytes.length >> 1
  return new Uint8Array([
    ...bytes.slice(0, Math.min(middle, 10_000)),
    0xff,
    ...bytes.slice(middle, 10_000),
  ])
}

/** No `Response` can be made with these, though `fetch` may answer with them. */
const canBeMade = (status: number) => status >= 200 && status <= 599
const HAS_NO_BODY = [204, 205, 304]

function responseOf(answer: WireAnswer, bytes: Uint8Array<ArrayBuffer>): Response {
  const { status, delivery, headers } = answer
  const all = new Headers(headers)
  const wait = retryAfterText(answer.retryAfter)
  if (wait !== null) all.set('Retry-After', wait)
  const body = delivery === 'cut' ? cutShort(bytes) : bytes
  const made = new Response(HAS_NO_BODY.includes(status) ? null : body, {
    status: canBeMade(status) ? status : 500,
    headers: all,
  })
  if (!canBeMade(status)) Object.defineProperty(made, 'status', { value: status })
  return made
}

function cutShort(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError('terminated'))
      else controller.enqueue(bytes.slice(0, (bytes.length >> 1) + 1))
      sent = true
    },
  })
}

function retryAfterText(retryAfter: RetryAfter | null): string | null {
  if (!retryAfter) return null
  return retryAfter.form === 'date'
    ? new Date(Date.now() + retryAfter.inSeconds * 1000).toUTCString()
    : retryAfter.text
}

/** From 1 s to 5 min, or null where nothing that can be read was asked for. */
function retryAfterMs({ retryAfter, status }: WireAnswer): number | null {
  if (!retryAfter || retryAfter.form === 'nonsense' || (status !== 429 && status !== 503))
    return null
  // A date is written in whole seconds.
  const asked =
    retryAfter.form === 'date' ? retryAfter.inSeconds * 1000 - 999 : Number(retryAfter.text) * 1000
  return Math.min(300_000, Math.max(1_000, asked))
}

const KINDS: Readonly<Record<number, JobStatusErrorKind>> = {
  400: 'misconfigured',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'gone',
  410: 'gone',
}

function outcomeOf(answer: WireAnswer, bytes: Uint8Array, ref: JobRef): Outcome {
  const { status, delivery, headers } = answer
  const failure = (kind: JobStatusErrorKind): Outcome => ({
    failure: kind,
    status: kind === 'network' ? null : status,
    retryAfterMs: kind === 'http' ? retryAfterMs(answer) : null,
  })
  if (delivery === 'refused') return failure('network')
  if (status < 200 || status > 299) return failure(KINDS[status] ?? 'http')
  if (HAS_NO_BODY.includes(status)) return failure('malformed')
  if (delivery === 'cut') return failure('network')
  const job = parse(bytes, ref)
  if (!job) return failure('malformed')
  const version = headers['X-Status-Version'] ?? ''
  return { job, version: /^\d{1,15}$/.test(version) ? Number(version) : null }
}

/** The job that a body tells of, by our parsers; fails where the contract makes another of it. */
function parse(bytes: Uint8Array, ref: JobRef): WorkerJob | null {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder().decode(bytes).trim())
  } catch {
    return null
  }
  const wanted = readBody(body, ref)
  try {
    const job = ref.kind === 'video' ? parseVideo(body, ref) : parseJob(body, ref)
    const percent = 'progress' in job ? (job.progress?.percent ?? null) : null
    if (job.state === wanted?.state && percent === wanted.percent) return job
    throw new Error(`It parses as ${job.state} at ${String(percent)} percent`)
  } catch (error) {
    const refused = error instanceof JobStatusError && error.kind === 'malformed'
    if (refused && !wanted) return null
    throw error
  }
}
