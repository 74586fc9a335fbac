import type { Reply } from './messages'

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** An error, as the API words it. */
export function detail(status: number, text: string, headers: Reply['headers'] = {}): Reply {
  return json(status, { detail: text }, headers)
}

export function noContent(): Reply {
  return { status: 204, headers: {}, body: null }
}

/** The same whoever asks, and whether the job is another tenant's or never was. */
export function notFound(): Reply {
  return detail(404, '찾을 수 없습니다.')
}

export function unavailable(retryAfterSeconds: number): Reply {
  return detail(503, '일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.', {
    'Retry-After': String(retryAfterSeconds),
  })
}
