import { request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createMockFetch } from '../http/createMockFetch'
import { createNodeServer } from '../http/node/createNodeServer'
import { createTestBackend } from '../testBackend'
import { malformedRequests, type MalformedRequest } from './malformedRequests'

const REQUESTS = malformedRequests(1000)

test('there are 1,000 of them', () => {
  expect(REQUESTS).toHaveLength(1000)
})

/** A backend in the middle of things, so that there is something to change. */
async function busyBackend() {
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, seconds: 600 })
  await backend.startJob({ id: '7f3c', seconds: 30 })
  await backend.startJob({ id: 'm1', job_type: 'messaging', seconds: 5, tenant: 'other' })
  await backend.advance(20_000)
  await backend.setFaults({ redis: 'slow', api: { status: 503, retryAfter: 3 } })
  await backend.setStrategy({ read: 'cache' })
  await backend.setJobFaults('video', '42', { lateResult: true })
  return backend
}

/** What is wrong with an answer; an empty list: nothing. */
function faultsOf(
  { status, names }: MalformedRequest,
  answer: { status: number; body: string },
): string[] {
  const allowed = status === 404 ? [404, 405] : [status]
  if (!allowed.includes(answer.status)) return [`answered ${answer.status}`]
  if (status === 404) return []
  const body = JSON.parse(answer.body) as Record<string, unknown>
  const { detail } = body
  if (Object.keys(body).join() !== 'detail' || typeof detail !== 'string') return ['no detail']
  return detail.includes(names) ? [] : [`"${detail}" does not name ${names}`]
}

const described = ({ method, path, body }: MalformedRequest) =>
  `${method} ${path} ${(body ?? '').slice(0, 200)}`

test('1,000 malformed control requests are refused in process, and change nothing', async () => {
  const backend = await busyBackend()
  const mockFetch = createMockFetch(backend)
  const before = await backend.snapshot()
  const wrong: string[] = []
  for (const request of REQUESTS) {
    const { method, path, body } = request
    const answer = await mockFetch(`https://api.example/__mock__${path}`, { method, body }).then(
      async (response) => ({ status: response.status, body: await response.text() }),
      (error: unknown) => {
        // What is not here at all rejects, as a fetch to nowhere does.
        if (error instanceof TypeError && error.message.includes('no answer')) {
          return { status: 404, body: '' }
        }
        return { status: 0, body: String(error) }
      },
    )
    const faults = faultsOf(request, answer)
    if (faults.length > 0) wrong.push(`${described(request)}: ${faults.join()}`)
    expect(await backend.snapshot(), described(request)).toEqual(before)
  }
  expect(wrong).toEqual([])
})

test('1,000 malformed control requests are refused over HTTP, and change nothing', async () => {
  const backend = await busyBackend()
  const sampleFolder = new URL('../../public/hls/', import.meta.url)
  const stacks: string[] = []
  const server = createNodeServer(backend, {
    sampleFolder,
    log: (line) => {
      if (line.includes('\n')) stacks.push(line)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const before = await backend.snapshot()
  const wrong: string[] = []
  for (const request of REQUESTS) {
    const faults = faultsOf(request, await overHttp(port, request))
    if (faults.length > 0) wrong.push(`${described(request)}: ${faults.join()}`)
  }
  expect(wrong).toEqual([])
  expect(stacks, 'what the server could not answer').toEqual([])
  expect(await backend.snapshot()).toEqual(before)
})

/** As it stands: a fetch would tidy the path first. */
function overHttp(
  port: number,
  { method, path, body }: MalformedRequest,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { 'Content-Length': Buffer.byteLength(body) }
    const sent = send({ port, method, path: `/__mock__${path}`, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

test('names that every object has are ids like any other', async () => {
  const { backend } = createTestBackend()
  const mockFetch = createMockFetch(backend)
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '-', '_']) {
    const missing = await mockFetch(`https://api.example/api/v1/jobs/${id}/`)
    expect(missing.status, id).toBe(404)
    const body = JSON.stringify({ id, seconds: 5 })
    const made = await mockFetch('https://api.example/__mock__/jobs', { method: 'POST', body })
    expect(await made.json()).toEqual({ kind: 'excel', id })
    for (const read of ['db', 'cache', 'redis-first', 'redis-first-hardened'] as const) {
      await backend.setStrategy({ read })
      const found = await mockFetch(`https://api.example/api/v1/jobs/${id}/`)
      expect(await found.json(), id).toMatchObject({ job_id: id, status: 'PENDING' })
    }
    expect(await backend.setJobFaults('excel', id, { stall: true })).toEqual({ stall: true })
    expect(await backend.redis.delete(`job:${id}:status`)).toBe(true)
    expect(await backend.redis.delete(id)).toBe(false)
  }
})
