import { expect, test, vi } from 'vitest'
import { createMockBackend } from '../createMockBackend'
import { createTestBackend } from '../testBackend'
import { createMockFetch } from './createMockFetch'

const VIDEO = 'https://api.example/app/media/videos/42/'

test('a status is answered in process, under any base, to text, URL and Request', async () => {
  const network = vi.spyOn(globalThis, 'fetch')
  const { backend } = createTestBackend()
  await backend.startVideo({ id: 42, tenant: 'other' })
  const mockFetch = createMockFetch(backend)
  const headers = { 'X-Tenant-Code': 'other' }
  for (const response of [
    await mockFetch(VIDEO, { headers }),
    await mockFetch(VIDEO, { headers: new Headers(headers) }),
    await mockFetch(new URL(VIDEO), { headers: Object.entries(headers) }),
    await mockFetch(new Request(VIDEO, { headers })),
    await mockFetch(new Request(VIDEO), { headers }),
  ]) {
    expect(response).toBeInstanceOf(Response)
    expect(response.status).toBe(200)
    expect(response.headers.get('X-Status-Source')).toBe('redis')
    expect(await response.json()).toMatchObject({ id: 42, status: 'UPLOADED' })
  }
  expect((await mockFetch(VIDEO)).status).toBe(404)
  expect((await backend.metrics()).http.requests).toBe(6)
  expect(network).not.toHaveBeenCalled()
})

test('bodies of every kind are read', async () => {
  const { backend } = createTestBackend()
  const mockFetch = createMockFetch(backend)
  const form = new FormData()
  form.set('file', new File(['x'], '영상.mp4'))
  const encoded = new Response(form)
  const bodies: RequestInit[] = [
    { body: form },
    {
      body: await encoded.clone().arrayBuffer(),
      headers: { 'Content-Type': encoded.headers.get('Content-Type') ?? '' },
    },
  ]
  for (const init of bodies) {
    const made = await mockFetch('https://a.b/media/videos/', { method: 'post', ...init })
    expect(await made.json()).toMatchObject({ title: '영상.mp4', status: 'UPLOADED' })
  }
  const whole = new Request('https://a.b/media/videos/', { method: 'POST', body: form })
  expect((await mockFetch(whole)).status).toBe(201)
  for (const body of ['{"ms":5}', new Blob(['{"ms":5}']), new TextEncoder().encode('{"ms":5}')]) {
    const init = { method: 'POST', body }
    expect((await mockFetch('https://a.b/__mock__/clock/advance', init)).status).toBe(200)
  }
  const refused = await mockFetch('https://a.b/media/videos/', { method: 'POST' })
  expect(refused.status).toBe(400)
})

test.each([
  ['GET', 'https://a.b/media/videos/42'],
  ['PATCH', 'https://a.b/media/videos/42/'],
  ['GET', 'https://a.b/'],
])('rejects where no route answers: %s %s', async (method, url) => {
  const mockFetch = createMockFetch(createMockBackend())
  const refused = mockFetch(url, { method })
  await expect(refused).rejects.toThrow(TypeError)
  await expect(refused).rejects.toThrow(`no answer to ${method} ${url}.`)
})

test('rejects what is no URL, as fetch does', async () => {
  const mockFetch = createMockFetch(createMockBackend())
  await expect(mockFetch('/media/videos/42/')).rejects.toThrow(TypeError)
})

test('an aborted request rejects with the reason, and changes nothing if it had not begun', async () => {
  const { backend } = createTestBackend()
  const mockFetch = createMockFetch(backend)
  const before = AbortSignal.abort(new Error('gone'))
  await expect(mockFetch(VIDEO, { signal: before })).rejects.toThrow('gone')
  const request = new Request(VIDEO, { signal: before })
  await expect(mockFetch(request)).rejects.toThrow('gone')
  expect((await backend.metrics()).http.requests).toBe(0)
})

test('a request is aborted while it waits for its answer', async () => {
  const backend = createMockBackend({ timers: { after: () => () => undefined } })
  await backend.setFaults({ api: { latencyMs: 1_000 } })
  const mockFetch = createMockFetch(backend)
  const aborting = new AbortController()
  const answer = mockFetch(VIDEO, { signal: aborting.signal })
  setTimeout(() => {
    aborting.abort(new Error('changed my mind'))
  }, 5)
  await expect(answer).rejects.toThrow('changed my mind')
})

test('a signal that outlives its requests is left without listeners', async () => {
  const mockFetch = createMockFetch(createMockBackend())
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  for (let index = 0; index < 20; index++) await mockFetch(VIDEO, { signal })
  expect(added).toHaveBeenCalledTimes(20)
  await vi.waitFor(() => {
    expect(removed).toHaveBeenCalledTimes(20)
  })
})
