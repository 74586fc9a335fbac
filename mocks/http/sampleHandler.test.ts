import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSampleHandler } from './sampleHandler'

const server = setupServer(createSampleHandler(new URL('https://demo.example/base/hls/')))
beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' })
})
afterAll(() => {
  server.close()
})

test.each(['master.m3u8', 'segment0.ts', 'clip.mp4', 'part-1.m4s'])(
  'the %s of any video is that of the sample',
  async (file) => {
    const response = await fetch(`https://cdn.example/app/media/hls/videos/42/${file}`, {
      redirect: 'manual',
    })
    expect(response.status).toBe(302)
    expect(response.headers.get('Location')).toBe(`https://demo.example/base/hls/${file}`)
  },
)
