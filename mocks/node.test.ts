import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { RequestHandler, getResponse } from 'msw'
import { createHandlers, createMockBackend } from './index'
import { createMockServer } from './node'

const backend = createMockBackend()
const server = createMockServer(backend)
beforeAll(() => server.listen())
afterAll(() => server.close())

async function readVideo(id: string): Promise<unknown> {
  const response = await fetch(`https://academy.example/media/videos/${id}/`)
  return response.json()
}

test('a video is started, works, and gets ready under a plain fetch', async () => {
  const { id } = await backend.startVideo({ seconds: 60 })
  expect(await readVideo(id)).toMatchObject({ status: 'UPLOADED' })
  await backend.advance(30_000)
  expect(await readVideo(id)).toMatchObject({
    status: 'PROCESSING',
    encoding_step_name: '인코딩',
  })
  await backend.advance(30_000)
  expect(await readVideo(id)).toMatchObject({
    status: 'READY',
    hls_path: `media/hls/videos/${id}/master.m3u8`,
  })
})

test('a request that nothing answers is an error', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await expect(fetch('https://academy.example/media/videos/42')).rejects.toThrow()
  expect(error).toHaveBeenCalledWith(expect.stringContaining('without a matching'))
})

test('a Storybook takes the handlers alone', async () => {
  const backend = createMockBackend()
  const parameters = { msw: { handlers: createHandlers(backend) } }
  const { id } = await backend.startVideo()
  const request = new Request(`https://academy.example/media/videos/${id}/`)
  const handlers = parameters.msw.handlers.filter((handler) => handler instanceof RequestHandler)
  const response = await getResponse(handlers, request)
  expect(await response?.json()).toMatchObject({ status: 'UPLOADED' })
})

test('what the README shows is what runs here', async () => {
  const [readme = '', here = ''] = await Promise.all(
    ['README.md', 'node.test.ts'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  )
  const setup = /const backend = createMockBackend\(\)[^]*?afterAll.*/
  expect(setup.exec(readme)?.[0]).toBe(setup.exec(here)?.[0])
  const storybook = /const parameters = .*/
  expect(storybook.exec(readme)?.[0]).toBe(storybook.exec(here)?.[0])
})
