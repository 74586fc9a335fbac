import { basename } from 'node:path'
import type { Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { bundle, gzipped, withStaticImports } from '../testing/bundle'

const MOST_BYTES = 9_700
const EXPORTS = ['createJobClient', 'JobClientProvider', 'useWorkerJobPoller']

it('an app downloads at most 9,700 bytes, gzipped, for the hook, its policy, the client and the parser', async () => {
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

it('a page that opens no socket loads nothing of it, though its tabs share', async () => {
  const chunks = await bundle(EXPORTS)
  const holds = (chunk: Rolldown.OutputChunk, name: string) =>
    Object.keys(chunk.modules).some((id) => basename(id) === name)
  const load = (name: string) => {
    const chunk = chunks.find((one) => !one.isEntry && holds(one, name))
    if (!chunk) throw new Error(`${name} is not loaded on demand.`)
    return withStaticImports(chunk, chunks)
  }
  const pushed = ['joinPush.ts', 'afterPush.ts', 'createJobSocket.ts', 'parseMessage.ts']
  for (const name of pushed) {
    expect(load('joinPush.ts').some((chunk) => holds(chunk, name))).toBe(true)
    expect(load('joinTabs.ts').some((chunk) => holds(chunk, name))).toBe(false)
  }
})

/** The modules of a chunk, the largest first, by their bytes before compression. */
const contents = (chunk: Rolldown.OutputChunk) =>
  Object.entries(chunk.modules)
    .toSorted(([, a], [, b]) => b.renderedLength - a.renderedLength)
    .map(([id, module]) => `  ${basename(id)} ${module.renderedLength}`)
