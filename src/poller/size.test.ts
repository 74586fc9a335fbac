import { basename } from 'node:path'
import type { Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { bundle, gzipped, withStaticImports } from '../testing/bundle'

const MOST_BYTES = 9_650
const EXPORTS = ['createJobClient', 'JobClientProvider', 'useWorkerJobPoller']

it('an app downloads at most 9,650 bytes, gzipped, for the hook, its policy, the client and the parser', async () => {
  const chunks = await bundle(EXPORTS)
  const entry = chunks.find((chunk) => chunk.isEntry)
  if (!entry) throw new Error('There is no entry.')
  expect(entry.exports).toEqual(expect.arrayContaining(EXPORTS))

  const first = withStaticImports(entry, chunks)
  const later = chunks.filter((chunk) => !first.includes(chunk))
  const bytes = first.reduce((sum, chunk) => sum + gzipped(chunk.code), 0)
  const report = [
    `${bytes} bytes at once:`,
    ...first.flatMap(contents),
    ...later.flatMap((chunk) => [`${gzipped(chunk.code)} bytes on demand:`, ...contents(chunk)]),
  ]
  expect(bytes, report.join('\n')).toBeLessThanOrEqual(MOST_BYTES)
})

/** The modules of a chunk, the largest first, by their bytes before compression. */
const contents = (chunk: Rolldown.OutputChunk) =>
  Object.entries(chunk.modules)
    .toSorted(([, a], [, b]) => b.renderedLength - a.renderedLength)
    .map(([id, module]) => `  ${basename(id)} ${module.renderedLength}`)
