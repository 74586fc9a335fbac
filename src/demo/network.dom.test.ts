import { afterEach, expect, test, vi } from 'vitest'
import { createNetwork } from './network'

const sent = vi.fn<typeof fetch>(() => Promise.resolve(new Response('ok')))
const network = createNetwork(sent)
const heard: string[] = []
for (const type of ['offline', 'online']) {
  window.addEventListener(type, () => heard.push(`${type} ${String(navigator.onLine)}`))
}

afterEach(() => {
  network.setOffline(false)
  heard.length = 0
  sent.mockClear()
})

test('offline the browser says so, and requests fail without being sent', async () => {
  network.setOffline(true)
  expect(navigator.onLine).toBe(false)
  await expect(network.fetch('/status')).rejects.toBeInstanceOf(TypeError)
  expect(sent).not.toHaveBeenCalled()

  network.setOffline(false)
  expect(navigator.onLine).toBe(true)
  expect(await (await network.fetch('/status')).text()).toBe('ok')
})

test('the page hears of each change once, when it is so already', () => {
  network.setOffline(true)
  network.setOffline(true)
  network.setOffline(false)
  expect(heard).toEqual(['offline false', 'online true'])
})

test('a request under way fails when the connection is cut', async () => {
  sent.mockImplementationOnce(() => new Promise(() => undefined))
  const answer = network.fetch('/status')
  network.setOffline(true)
  await expect(answer).rejects.toBeInstanceOf(TypeError)
})

test('the refusal of a request is passed on', async () => {
  sent.mockImplementationOnce(() => Promise.reject(new DOMException('left', 'AbortError')))
  await expect(network.fetch('/status')).rejects.toThrow('left')
})
