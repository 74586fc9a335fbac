import { beforeEach, describe, expect, it, vi } from 'vitest'
import { scriptedFetch, type ScriptedAnswer } from '../testing/scriptedFetch'
import { createJobClient } from './jobClient'

const excel = { kind: 'excel', id: '7f3c' } as const
const done = (download_url: string): ScriptedAnswer => ({
  json: { job_id: '7f3c', status: 'DONE', result: { download_url, filename: '명단.xlsx' } },
})
let saved: { href: string; download: string }[] = []

beforeEach(() => {
  saved = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ href: this.href, download: this.download })
  })
  URL.createObjectURL = () => 'blob:made-here'
})

describe('download', () => {
  it('fetches what is on the API’s own origin with the tenant, and saves it', async () => {
    const server = scriptedFetch(done('/files/a.xlsx'), { status: 200, text: 'bytes' })
    const client = createJobClient({
      baseUrl: 'http://api.test',
      tenant: 'academy',
      fetch: server.fetch,
    })
    await client.download(excel)
    expect(server.requests[1]?.url).toBe('http://api.test/files/a.xlsx')
    expect(server.requests[1]?.headers.get('X-Tenant-Code')).toBe('academy')
    expect(saved).toEqual([{ href: 'blob:made-here', download: '명단.xlsx' }])
  })

  it('gives a file the time that it takes, and takes it as it is', async () => {
    vi.useFakeTimers()
    const server = scriptedFetch(done('/files/a.xlsx'), {
      status: 200,
      text: 'bytes',
      afterMs: 60_000,
    })
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    const downloaded = client.download(excel)
    await vi.advanceTimersByTimeAsync(60_000)
    await downloaded
    expect(saved).toHaveLength(1)
    expect(server.requests[1]?.headers.get('Accept')).toBe('*/*')
    vi.useRealTimers()
  })

  it('leaves a link elsewhere to the browser', async () => {
    const server = scriptedFetch(done('https://bucket.test/a.xlsx?sig=1'))
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    await client.download(excel)
    expect(saved).toEqual([{ href: 'https://bucket.test/a.xlsx?sig=1', download: '명단.xlsx' }])
    expect(server.requests).toHaveLength(1)
  })

  it('uses a link that polling brought, and asks for a new one after 5 minutes', async () => {
    vi.useFakeTimers()
    const server = scriptedFetch(done('https://bucket.test/1'), done('https://bucket.test/2'))
    const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
    await client.fetchStatus(excel)
    await client.download(excel)
    vi.advanceTimersByTime(5 * 60_000)
    await client.download(excel)
    expect(saved.map(({ href }) => href)).toEqual([
      'https://bucket.test/1',
      'https://bucket.test/2',
    ])
    expect(server.requests).toHaveLength(2)
    vi.useRealTimers()
  })
})
