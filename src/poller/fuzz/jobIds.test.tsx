import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createJobClient, JobClientProvider, useWorkerJobPoller } from '../../index'
import { withFakeTimers } from '../../testing/fakeTime'
import { scriptedFetch } from '../../testing/scriptedFetch'
import { doNow } from './fuzzTime'

const BASE = { video: '/media/videos/', excel: '/api/v1/jobs/', messaging: '/api/v1/jobs/' }

const id = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\t\n', '.', '..', '../..', '/', '//evil.test', 'a/../b', '?', '#', '?a=b#c'],
    ...[
      '%2F',
      '%2e%2e',
      '%',
      '%zz',
      '\\',
      'http://evil.test/',
      '\ud800',
      'a\udc00',
      '42\0',
      '４２',
    ],
    ...['__proto__', 'constructor', 'x'.repeat(10_000), '가'.repeat(10_000)],
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

withFakeTimers()

it('asks for exactly the job of any id, or for nothing and says so', async () => {
  const kind = fc.constantFrom('video', 'excel', 'messaging')
  await fc.assert(
    fc.asyncProperty(kind, id, async (kind, id) => {
      const server = scriptedFetch({ json: { status: 'PENDING' } })
      const client = createJobClient({ baseUrl: 'http://api.test/v2', fetch: server.fetch })
      const { result, unmount } = renderHook(() => useWorkerJobPoller({ kind, id }), {
        wrapper: ({ children }) => (
          <QueryClientProvider client={new QueryClient()}>
            <JobClientProvider client={client}>{children}</JobClientProvider>
          </QueryClientProvider>
        ),
      })
      try {
        await doNow(() => undefined)
        const { phase, error } = result.current
        if (phase === 'stopped') {
          expect(error?.kind).toBe('misconfigured')
          expect(server.requests).toEqual([])
        } else {
          expect(phase).toBe('polling')
          const [first] = server.requests
          expect(first?.url).toBe(`http://api.test/v2${BASE[kind]}${encodeURIComponent(id)}/`)
        }
      } finally {
        unmount()
      }
    }),
    { numRuns: 150 },
  )
})
