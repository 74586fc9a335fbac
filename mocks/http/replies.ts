import { DETAILS } from '../backend/details'
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

export function notFound(): Reply {
  return detail(404, DETAILS.notFound)
}

export function unavailable(retryAfterSeconds: number): Reply {
  return detail(503, DETAILS.unavailable, {
    'Retry-After': String(retryAfterSeconds),
  })
}
