import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { createJobBoxStore, createJobClient, JobBox, JobBoxProvider } from '../index'

it('a server without a document gets the empty pill, and asks nothing', () => {
  expect(typeof document).toBe('undefined')
  const ask = vi.fn()
  const client = createJobClient({ fetch: ask })
  const store = createJobBoxStore(client)
  store.track({ kind: 'video', id: '42', title: '3강.mp4' })
  const html = renderToString(
    createElement(
      QueryClientProvider,
      { client: new QueryClient() },
      createElement(JobBoxProvider, { client, store, lang: 'ko' }, createElement(JobBox)),
    ),
  )
  expect(html).toContain('aria-expanded="false"')
  expect(html).not.toContain('3강.mp4')
  expect(html).not.toContain('style=')
  expect(ask).not.toHaveBeenCalled()
})
