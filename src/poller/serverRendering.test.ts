import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { useWorkerJobPoller } from './useWorkerJobPoller'

it('rule 18: a server without a document asks nothing and throws nothing', () => {
  expect(typeof document).toBe('undefined')
  const ask = vi.fn()
  vi.stubGlobal('fetch', ask)
  const Phase = () => useWorkerJobPoller({ kind: 'video', id: '42' }).phase
  const page = createElement(
    QueryClientProvider,
    { client: new QueryClient() },
    createElement(Phase),
  )
  expect(renderToString(page)).toBe('connecting')
  expect(ask).not.toHaveBeenCalled()
})
