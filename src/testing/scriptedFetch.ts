/**
 * One answer of a scripted `fetch`: a JSON body for a 200, or
 *
 * - `fails`: the connection is refused
 * - `hangs`: there is no answer until the request is aborted
 * - `status`, `headers`, `text`: a response of that kind
 * - `afterMs`: how long any of them takes
 */
export type ScriptedAnswer =
  | { json: unknown; afterMs?: number; headers?: Record<string, string> }
  | { status: number; text?: string; headers?: Record<string, string>; afterMs?: number }
  | { fails: true; afterMs?: number }
  | { hangs: true }

export type ScriptedRequest = {
  url: string
  method: string
  headers: Headers
  /** Milliseconds since the script was made. */
  at: number
  outcome: 'open' | 'answered' | 'failed' | 'aborted'
}

/**
 * A `fetch` that answers by a list, the last entry again and again, and keeps a log of what was
 * asked and when. Under fake timers its delays and its log follow their clock.
 */
export function scriptedFetch(...script: [ScriptedAnswer, ...ScriptedAnswer[]]) {
  const start = Date.now()
  const requests: ScriptedRequest[] = []
  const answers: ScriptedAnswer[] = [...script]

  const send: typeof fetch = async (input, init) => {
    const request = new Request(
      new URL(input instanceof Request ? input.url : input, 'http://api.test'),
      init,
    )
    const entry: ScriptedRequest = {
      url: request.url,
      method: request.method,
      headers: request.headers,
      at: Date.now() - start,
      outcome: 'open',
    }
    requests.push(entry)
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (!answer) throw new Error('The script is empty.')
    const signal = init?.signal
    try {
      await new Promise<void>((resolve, reject) => {
        const abort = () => {
          reject(signal?.reason as Error)
        }
        if (signal?.aborted) abort()
        signal?.addEventListener('abort', abort)
        if ('hangs' in answer) return
        if (answer.afterMs === undefined) resolve()
        else setTimeout(resolve, answer.afterMs)
      })
    } catch (reason) {
      entry.outcome = 'aborted'
      throw reason
    }
    if ('fails' in answer) {
      entry.outcome = 'failed'
      throw new TypeError('Failed to fetch')
    }
    if ('hangs' in answer) throw new Error('unreachable')
    entry.outcome = signal?.aborted ? 'aborted' : 'answered'
    return 'json' in answer
      ? Response.json(answer.json, { headers: answer.headers ?? {} })
      : new Response(answer.text ?? '', { status: answer.status, headers: answer.headers ?? {} })
  }

  return {
    fetch: send,
    requests,
    /** Replaces what is still to come. */
    then(...next: [ScriptedAnswer, ...ScriptedAnswer[]]) {
      answers.splice(0, answers.length, ...next)
    },
    /** When each request was sent. */
    times: () => requests.map((request) => request.at),
  }
}
