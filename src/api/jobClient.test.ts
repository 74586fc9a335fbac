import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failed, processing, ready } from '../testing/answers'
import { scriptedFetch, type ScriptedAnswer } from '../testing/scriptedFetch'
import { jobKeys } from './jobKeys'
import { createJobClient, type JobClientOptions } from './jobClient'
import { safeUrl } from './safeUrl'

const video = { kind: 'video', id: '42' } as const
const excel = { kind: 'excel', id: '7f3c' } as const

function setUp(script: [ScriptedAnswer, ...ScriptedAnswer[]], options: JobClientOptions = {}) {
  const server = scriptedFetch(...script)
  const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch, ...options })
  return { client, server }
}
const excelDone = (download_url: unknown): ScriptedAnswer => ({
  json: { job_id: '7f3c', status: 'DONE', result: { download_url, filename: '명단.xlsx' } },
})

describe('a status request', () => {
  it('goes to the kind’s own endpoint, with the tenant', async () => {
    const { client, server } = setUp([processing(1)], { tenant: 'academy' })
    await client.fetchStatus(video)
    expect(server.requests[0]?.url).toBe('http://api.test/media/videos/42/')
    expect(server.requests[0]?.headers.get('X-Tenant-Code')).toBe('academy')
    await client.fetchStatus(excel)
    expect(server.requests[1]?.url).toBe('http://api.test/api/v1/jobs/7f3c/')
  })

  it.each([
    ['http://api.test/v2', 'http://api.test/v2/media/videos/42/'],
    ['http://api.test/v2/', 'http://api.test/v2/media/videos/42/'],
  ])('keeps the path of the base URL %s', async (baseUrl, url) => {
    const { client, server } = setUp([processing(1)], { baseUrl })
    await client.fetchStatus(video)
    expect(server.requests[0]?.url).toBe(url)
  })

  it.each([
    ['a/b', 'a%2Fb'],
    ['a b', 'a%20b'],
    ['a?b#c', 'a%3Fb%23c'],
    ['%2e%2e', '%252e%252e'],
    ['../../admin', '..%2F..%2Fadmin'],
    ['x'.repeat(10_000), 'x'.repeat(10_000)],
  ])('encodes the id %j', async (id, encoded) => {
    const { client, server } = setUp([{ json: { job_id: id, status: 'DONE' } }])
    await client.fetchStatus({ kind: 'excel', id })
    expect(server.requests[0]?.url).toBe(`http://api.test/api/v1/jobs/${encoded}/`)
  })

  it.each(['', '.', '..', '\ud800'])(
    'refuses the id %j, which no encoding keeps in its place',
    async (id) => {
      const { client, server } = setUp([processing(1)])
      await expect(client.fetchStatus({ kind: 'video', id })).rejects.toMatchObject({
        kind: 'misconfigured',
      })
      expect(server.requests).toEqual([])
    },
  )

  it('says so when there is no base URL to resolve against', async () => {
    const { client } = setUp([processing(1)], { baseUrl: '/backend' })
    await expect(client.fetchStatus(video)).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('Pass createJobClient an absolute baseUrl') as string,
    })
  })

  it.each([
    [400, 'misconfigured'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'gone'],
    [410, 'gone'],
    [408, 'http'],
    [418, 'http'],
    [429, 'http'],
    [500, 'http'],
    [503, 'http'],
  ])('takes a %i as %s', async (status, kind) => {
    const { client } = setUp([{ status }])
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ kind, status, detail: null })
  })

  it.each([
    ['{"detail":"없어요"}', '없어요'],
    ['["하나","둘",3]', '하나 둘'],
    ['<html><b>502</b></html>', null],
    ['', null],
    ['null', null],
    ['{"detail":{"x":1}}', null],
    ['{"detail":" "}', null],
  ])('reads the server’s own words in %s', async (text, detail) => {
    const { client } = setUp([{ status: 500, text }])
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ detail })
  })

  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['retry 10', null],
    ['Sunday', null],
    ['', null],
  ])('reads Retry-After: %s', async (value, retryAfterMs) => {
    const { client } = setUp([{ status: 503, headers: { 'Retry-After': value } }])
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ retryAfterMs })
  })

  it('reads Retry-After as a date, and only on 429 and 503', async () => {
    const headers = { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() }
    const { client } = setUp([
      { status: 429, headers },
      { status: 500, headers },
    ])
    const first = await client.fetchStatus(video).catch((error: unknown) => error)
    expect((first as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000)
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ retryAfterMs: null })
  })

  it('compares a date with the server’s own clock', async () => {
    const headers = {
      'Retry-After': 'Sun, 01 Mar 2026 00:00:30 GMT',
      Date: 'Sun, 01 Mar 2026 00:00:00 GMT',
    }
    const { client } = setUp([{ status: 503, headers }])
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ retryAfterMs: 30_000 })
  })

  it.each([
    ['a tenant', { tenant: '학원' }],
    ['a header', { headers: { 'X-Note': '학원' } }],
  ])('says so when %s cannot be sent', async (_, options) => {
    const { client, server } = setUp([processing(1)], options)
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ kind: 'misconfigured' })
    expect(server.requests).toEqual([])
  })

  it('belongs to its base URL, tenant and user in the cache', () => {
    const keys = [
      {},
      { tenant: 'a' },
      { tenant: 'b' },
      { tenant: 'a', scope: 'kim' },
      { baseUrl: 'http://x' },
    ].map((options) => JSON.stringify(jobKeys.job(setUp([processing(1)], options).client, video)))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has a socket beside it, for the tenant, unless that is not wanted', () => {
    const client = createJobClient({ baseUrl: 'https://api.test/v1', tenant: 'a&b' })
    expect(client.socketUrl()).toBe('wss://api.test/v1/ws/jobs/?tenant=a%26b')
    expect(createJobClient({ baseUrl: 'http://api.test' }).socketUrl()).toBe(
      'ws://api.test/ws/jobs/',
    )
    expect(client.push).toBe(true)
    expect(createJobClient({ push: false }).push).toBe(false)
  })

  it('sends credentials as told', async () => {
    const fetch = vi.fn(() => Promise.resolve(Response.json({ status: 'READY' })))
    await setUp([processing(1)], { fetch, credentials: 'include' }).client.fetchStatus(video)
    expect(fetch).toHaveBeenCalledWith(
      'http://api.test/media/videos/42/',
      expect.objectContaining({ credentials: 'include' }),
    )
  })

  it('throws the reason of an abort, which is no failure', async () => {
    const { client, server } = setUp([{ hangs: true }])
    const controller = new AbortController()
    const asked = client.fetchStatus(video, controller.signal)
    await vi.waitFor(() => {
      expect(server.requests).toHaveLength(1)
    })
    controller.abort(new Error('left'))
    await expect(asked).rejects.toThrow('left')
    await expect(client.fetchStatus(video, controller.signal)).rejects.toThrow('left')
    expect(server.requests).toHaveLength(1)
  })

  it('takes headers that cannot be had for a dead network', async () => {
    const headers = () => Promise.reject(new Error('token service is down'))
    const { client } = setUp([processing(1)], { headers })
    await expect(client.fetchStatus(video)).rejects.toMatchObject({ kind: 'network' })
  })
})

describe('time limits', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([0, -1, NaN, Infinity, 2 ** 31])('cannot be %s ms', (timeoutMs) => {
    expect(() => createJobClient({ timeoutMs })).toThrow(/timeoutMs is/)
  })

  it.each([
    ['a server that never answers', {}],
    ['headers that never come', { headers: () => new Promise<HeadersInit>(() => undefined) }],
    ['a fetch that ignores its signal', { fetch: () => new Promise<Response>(() => undefined) }],
  ])('end %s', async (_, options) => {
    const { client } = setUp([{ hangs: true }], { timeoutMs: 3_000, ...options })
    const asked = expect(client.fetchStatus(video)).rejects.toMatchObject({ kind: 'timeout' })
    await vi.advanceTimersByTimeAsync(3_000)
    await asked
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('actions', () => {
  it('retry posts, and tells those who poll', async () => {
    const { client, server } = setUp([{ status: 202, text: '{"detail":"ok","job_id":"9"}' }])
    const told = vi.fn()
    client.subscribe(told)
    await client.retry(video)
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: 'http://api.test/media/videos/42/retry/',
    })
    expect(told).toHaveBeenCalledWith({ type: 'retried', ref: video })
  })

  it('a retry that is refused tells nobody, and has the server’s words', async () => {
    const { client } = setUp([{ status: 409, text: '{"detail":"아직 삭제 중이에요"}' }])
    const told = vi.fn()
    client.subscribe(told)
    await expect(client.retry(video)).rejects.toMatchObject({
      status: 409,
      detail: '아직 삭제 중이에요',
    })
    expect(told).not.toHaveBeenCalled()
  })

  it('cancel deletes; a video that is gone already counts as done', async () => {
    const { client, server } = setUp([{ status: 404 }, { status: 403 }])
    await client.cancel(video)
    expect(server.requests[0]).toMatchObject({
      method: 'DELETE',
      url: 'http://api.test/media/videos/42/',
    })
    await expect(client.cancel(video)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('only videos have them', async () => {
    const { client, server } = setUp([failed()])
    await expect(client.retry(excel)).rejects.toMatchObject({ kind: 'misconfigured' })
    await expect(client.cancel(excel)).rejects.toMatchObject({ kind: 'misconfigured' })
    expect(server.requests).toEqual([])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'java\nscript:alert(1)',
    'file:///etc/passwd',
    '//evil.test/a.xlsx',
    '/\\evil.test/a.xlsx',
  ])('never follows a download link like %j', async (link) => {
    const { client, server } = setUp([excelDone(link)])
    await expect(client.download(excel)).rejects.toMatchObject({ kind: 'malformed' })
    expect(server.requests).toHaveLength(1)
  })

  it('download says so when the job made no file', async () => {
    const { client } = setUp([ready()])
    await expect(client.download(video)).rejects.toMatchObject({ kind: 'gone' })
  })
})

describe('links', () => {
  it.each([
    ['media/hls/42/master.m3u8', 'http://cdn.test/v/media/hls/42/master.m3u8'],
    ['/a.m3u8', 'http://cdn.test/a.m3u8'],
    ['https://other.test/a', 'https://other.test/a'],
    ['/files//a', 'http://cdn.test/files//a'],
    ['//evil.test/a', null],
    [' //evil.test/a', null],
    ['\\\\evil.test/a', null],
    ['/\\evil.test/a', null],
    ['https:\\\\evil.test/a', null],
    ['/\t/evil.test/a', null],
    ['https://cdn.test@evil.test/a', null],
    ['ftp://evil.test/a', null],
    ['data:text/html,x', null],
    ['vbscript:x', null],
    ['java\tscript:alert(1)', null],
    ['javascript:alert(1)', null],
    [' javascript:alert(1)', null],
    ['JAVASCRIPT:alert(1)', null],
    ['blob:http://x/1', null],
    ['http://[', null],
    ['a\u0000b', null],
  ])('%j becomes %j', (link, url) => {
    expect(safeUrl(link, 'http://cdn.test/v/')).toBe(url)
  })

  it('resolve a stream against the media base URL', () => {
    const { client } = setUp([ready()], { mediaBaseUrl: 'http://cdn.test/v' })
    expect(client.mediaUrl('media/x.m3u8')).toBe('http://cdn.test/v/media/x.m3u8')
    expect(client.mediaUrl('//evil.test/x.m3u8')).toBeNull()
    expect(setUp([ready()]).client.mediaUrl('media/x.m3u8')).toBe('http://api.test/media/x.m3u8')
  })
})
