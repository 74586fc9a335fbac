import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { pass, withFakeTimers } from '../testing/fakeTime'
import { goThroughCache } from '../testing/page'
import { renderJobs } from '../testing/renderJobs'

withFakeTimers()

const MINUTE = 60_000

describe('one socket', () => {
  it('tells of what is on screen, as it comes and goes, with the tenant', async () => {
    const { sockets, asked, show, text } = renderJobs()
    await show('video:42', 'excel:7f')
    expect(text()).toBe('42 polling live; 7f polling live; ')
    await show('excel:7f')
    await show('excel:7f', 'video:43')
    expect(text()).toBe('7f polling live; 43 polling live; ')
    expect(sockets.sockets.map(({ url }) => url)).toEqual([
      'wss://api.test/v1/ws/jobs/?tenant=academy%201',
    ])
    expect([...sockets.subscribed()].sort()).toEqual(['excel:7f', 'video:43'])
    await show()
    expect(sockets.open()).toEqual([])
    expect(asked).toEqual(['/v1/media/videos/42/', '/v1/api/v1/jobs/7f/'])
  })

  it('that works spares a new job its first request, unless it says nothing for a second', async () => {
    const { sockets, asked, show, text } = renderJobs()
    await show('video:42')
    asked.length = 0
    sockets.mode = 'silent'
    await show('video:42', 'video:43')
    await pass(800)
    expect(asked).toEqual([])
    await pass(200)
    expect(asked).toEqual(['/v1/media/videos/43/'])
    expect(text()).toBe('42 polling live; 43 polling; ')
  })

  it('that works has a second to tell of a job that is resumed and was never answered', async () => {
    const { sockets, asked, show, client, refuse } = renderJobs()
    await show('video:42')
    sockets.mode = 'silent'
    refuse(401)
    await show('video:42', 'video:43')
    await pass(1_000)
    expect(asked.at(-1)).toBe('/v1/media/videos/43/')
    refuse(null)
    asked.length = 0
    act(() => {
      client.resume()
    })
    await pass(999)
    expect(asked).toEqual([])
    await pass(1)
    expect(asked).toEqual(['/v1/media/videos/43/'])
  })

  it('that does not know a job leaves it to polling', async () => {
    const { asked, show, text } = renderJobs()
    await show('video:42')
    asked.length = 0
    await show('video:42', 'video:9')
    expect(text()).toBe('42 polling live; 9 polling; ')
    await pass(9_000)
    expect(asked).toEqual(Array.from({ length: 5 }, () => '/v1/media/videos/9/'))
  })

  it('that does not know a job keeps nobody waiting who has come to it', async () => {
    const { asked, show, sockets } = renderJobs({ intervalMs: MINUTE })
    await show('video:42')
    await show()
    sockets.states.clear()
    await show('video:42')
    asked.length = 0
    await pass(2_000)
    expect(asked).toEqual(['/v1/media/videos/42/'])
  })

  it.each(['at once', 'after the API wanted to be left in peace'])(
    'lets the ceiling apply to those jobs alone that it does not tell of: told %s',
    async (when) => {
      const { asked, show, refuse, sockets } = renderJobs()
      const many = Array.from({ length: 40 }, (_, i) => `video:${100 + i}`)
      await show('excel:7f')
      if (when !== 'at once') {
        refuse(503, '300')
        await show('excel:7f', ...many)
        await pass(10_000)
        expect(asked).toHaveLength(41)
      }
      for (const name of many) {
        sockets.change(name, 3, { id: Number(name.slice(6)), status: 'X' })
      }
      await show('excel:7f', ...many, 'excel:8')
      await pass(10_000)
      asked.length = 0
      await pass(10_000)
      expect(asked.filter((path) => path === '/v1/api/v1/jobs/8/')).toHaveLength(5)
      expect(asked.filter((path) => path.includes('videos'))).toEqual([])
    },
  )

  it('is not opened for a job of which nothing is known, though another had one before', async () => {
    const { sockets, show, text } = renderJobs()
    await show('video:42')
    await show()
    expect(sockets.sockets).toHaveLength(1)
    await show('video:50')
    expect(text()).toBe('50 settled; ')
    expect(sockets.sockets).toHaveLength(1)
    await show('video:50', 'video:42')
    await pass(5_000)
    expect(text()).toBe('50 settled; 42 polling live; ')
    expect(sockets.sockets).toHaveLength(2)
  })

  it.each(['the page returns', 'it was lost'])(
    'is not opened again for a job of which nothing is known: %s',
    async (when) => {
      const { sockets, show, refuse, text } = renderJobs()
      await show('video:42')
      refuse(503)
      await show('video:42', 'video:9')
      await show('video:9')
      await pass(5_000)
      expect(sockets.open()).toHaveLength(1)
      if (when === 'it was lost') sockets.drop()
      else {
        goThroughCache('pagehide')
        await pass(1_000)
        goThroughCache('pageshow')
      }
      await pass(MINUTE)
      expect(sockets.sockets).toHaveLength(1)
      sockets.states.set('video:9', { version: 3, body: { id: 9, status: 'PROCESSING' } })
      refuse(null)
      await pass(MINUTE)
      expect(text()).toBe('9 polling live; ')
    },
  )

  it('is not opened by jobs that come and go while the page is away', async () => {
    const { sockets, show } = renderJobs()
    await show('video:42')
    expect(sockets.open()).toHaveLength(1)
    goThroughCache('pagehide')
    await show()
    await show('excel:7f')
    expect(sockets.open()).toEqual([])
    goThroughCache('pageshow')
    await pass(100)
    expect(sockets.open()).toHaveLength(1)
  })

  it('spares a job that comes back its request, too', async () => {
    const { asked, show, text } = renderJobs()
    await show('video:42', 'video:43')
    await show('video:43')
    await pass(MINUTE / 4)
    asked.length = 0
    await show('video:42', 'video:43')
    expect(text()).toBe('42 polling live; 43 polling live; ')
    expect(asked).toEqual([])
  })

  it('tells again of what an app has dropped from the cache', async () => {
    const { asked, show, text, queryClient, sockets } = renderJobs()
    await show('video:42', 'video:43')
    await pass(5_000)
    asked.length = 0
    queryClient.clear()
    await pass(1_500)
    expect(text()).toBe('42 polling live; 43 polling live; ')
    expect(asked.length).toBeLessThanOrEqual(2)
    expect(sockets.open()).toHaveLength(1)
  })

  it('is closed and opened by choice while jobs go on', async () => {
    const { sockets, asked, show, choosePush, text } = renderJobs()
    await show('video:42')
    await choosePush(false)
    expect(sockets.open()).toEqual([])
    expect(text()).toBe('42 polling; ')
    asked.length = 0
    await pass(20_000)
    expect(asked.length).toBeGreaterThanOrEqual(9)
    await show()
    await show('video:42')
    await pass(5_000)
    expect(sockets.sockets).toHaveLength(1)
    await choosePush(true)
    await pass(100)
    expect(text()).toBe('42 polling live; ')
  })
})
