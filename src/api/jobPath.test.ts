import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobStatusError } from '../job/JobStatusError'
import type { JobRef } from '../job/WorkerJob'
import { jobPath } from './jobPath'

const BASE = { video: '/media/videos/', excel: '/api/v1/jobs/', messaging: '/api/v1/jobs/' }
const kind = fc.constantFrom('video', 'excel', 'messaging')

/** Ids with everything in them that a path could be led astray by. */
const id = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...['/', '\\', '.', '..', '?', '#', '%', '%2F', '%2e', '%', ';', ':', '@', '&', '+', '|'],
        ...[
          ' ',
          '\t',
          '\r\n',
          '\0',
          '\u00a0',
          '\ufeff',
          '\u202e',
          '\ud800',
          '\udfff',
          '😀',
          '가',
          'a',
        ],
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 10_000 }).map((length) => '가'.repeat(length)),
)

function pathOrError(ref: JobRef): string | JobStatusError {
  try {
    return jobPath(ref)
  } catch (error) {
    if (error instanceof JobStatusError) return error
    throw error
  }
}

describe('the path of a job', () => {
  it('names the job and no other place, whatever the id is', () => {
    fc.assert(
      fc.property(kind, id, (of, id) => {
        const path = pathOrError({ kind: of, id })
        if (typeof path !== 'string') return
        // As a browser reads it, after a prefix that dots could climb out of.
        const url = new URL(`http://api.test/v2${path}`)
        expect(url.href).toBe(`http://api.test/v2${BASE[of]}${encodeURIComponent(id)}/`)
        expect([url.search, url.hash]).toEqual(['', ''])
        expect(decodeURIComponent(url.pathname.split('/').at(-2) ?? '')).toBe(id)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is refused only where no encoding keeps the id', () => {
    fc.assert(
      fc.property(kind, id, (of, id) => {
        const path = pathOrError({ kind: of, id })
        const isLost = /^\.{0,2}$/.test(id) || /\p{Surrogate}/u.test(id)
        expect(path instanceof JobStatusError && path.kind).toBe(isLost && 'misconfigured')
      }),
      { numRuns: 2_000 },
    )
  })
})
