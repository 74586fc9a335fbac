import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  createJobClient,
  JobClientProvider,
  useWorkerJobPoller,
  type JobClientOptions,
  type WorkerJobPollerOptions,
} from '../../index'
import { scriptedFetch } from '../../testing/scriptedFetch'

/** Whatever a caller without types may pass, but for numbers of milliseconds within a range. */
const noMilliseconds = (least: number, most: number) =>
  fc
    .oneof(
      fc.double(),
      fc.double({ max: least }),
      fc.double({ min: most }),
      fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, null, true, '', '2000', '2s', 'Infinity'),
      fc.constantFrom(2_000n, Symbol('2000'), [2_000], { valueOf: () => 2_000 }),
    )
    .filter((value) => !(typeof value === 'number' && value >= least && value <= most))

const text = (value: unknown) => fc.stringify(value)

function poll(options: WorkerJobPollerOptions) {
  const server = scriptedFetch({ hangs: true })
  const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
  return renderHook(() => useWorkerJobPoller({ kind: 'video', id: '42' }, options), {
    wrapper: ({ children }) => (
      <QueryClientProvider client={new QueryClient()}>
        <JobClientProvider client={client}>{children}</JobClientProvider>
      </QueryClientProvider>
    ),
  })
}

describe('a number of milliseconds out of range', () => {
  it.each(['intervalMs', 'hiddenIntervalMs'])('as %s throws at mount, by its name', (name) => {
    // React tells of what a component throws.
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    fc.assert(
      fc.property(noMilliseconds(200, 3_600_000), (value) => {
        expect(() => poll({ [name]: value }), text(value)).toThrow(RangeError)
        expect(() => poll({ [name]: value })).toThrow(
          new RegExp(`^Failed to poll a job: ${name} is .*from 200 to 3600000\\.$`, 's'),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('as timeoutMs of a client throws when it is made', () => {
    fc.assert(
      fc.property(noMilliseconds(Number.MIN_VALUE, 2 ** 31 - 1), (timeoutMs) => {
        const make = () => createJobClient({ timeoutMs } as JobClientOptions)
        expect(make, text(timeoutMs)).toThrow(RangeError)
        expect(make).toThrow(/^Failed to make a job client: timeoutMs is .*up to 2147483647\.$/s)
      }),
      { numRuns: 200 },
    )
  })
})

it('takes every number of milliseconds within the range, false for hidden, and nothing at all', () => {
  const interval = fc.double({ min: 200, max: 3_600_000, noNaN: true })
  fc.assert(
    fc.property(interval, fc.oneof(interval, fc.constant(false as const)), (visible, hidden) => {
      const { result, unmount } = poll({ intervalMs: visible, hiddenIntervalMs: hidden })
      expect(result.current.phase).toBe('connecting')
      unmount()
    }),
    { numRuns: 20 },
  )
  const { result } = poll({})
  expect(result.current.phase).toBe('connecting')
})
