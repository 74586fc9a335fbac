import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { bundle, bundledStyles, gzipped, withStaticImports } from '../testing/bundle'

/** What the box may add to the hook: its code in one language, and its styles. */
const MOST_BYTES = 15_700

const HOOK = ['createJobClient', 'JobClientProvider', 'useWorkerJobPoller']
const BOX = ['createJobBoxStore', 'JobBox', 'JobBoxProviderIn']

it.each([
  ['ko', 'en.ts'],
  ['en', 'ko.ts'],
])('an app that takes the words of %s alone downloads no other language', async (lang, other) => {
  const chunks = await bundle([...HOOK, ...BOX, lang])
  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules).map((id) => basename(id)))
  expect(modules).toContain(`${lang}.ts`)
  expect(modules).not.toContain(other)
})

/** What an app downloads at once for exports of the package, gzipped. */
async function bytesAtOnce(exports: readonly string[]) {
  const chunks = await bundle(exports)
  const entry = chunks.find((chunk) => chunk.isEntry)
  if (!entry) throw new Error('There is no entry.')
  const first = withStaticImports(entry, chunks)
  const modules = first.flatMap((chunk) => Object.keys(chunk.modules).map((id) => basename(id)))
  return { bytes: first.reduce((sum, chunk) => sum + gzipped(chunk.code), 0), modules }
}

it('the box with its styles adds at most 15,700 bytes to the hook, gzipped', async () => {
  const hook = await bytesAtOnce(HOOK)
  const box = await bytesAtOnce([...HOOK, ...BOX, 'ko'])
  const styles = gzipped(await bundledStyles('src/job-box/jobBox.css'))
  const code = box.bytes - hook.bytes
  expect(box.modules).toEqual(expect.arrayContaining(['JobRow.tsx', 'ko.ts']))
  expect(styles).toBeGreaterThan(1_000)
  expect(code + styles, `${code} of code and ${styles} of styles`).toBeLessThanOrEqual(MOST_BYTES)
})

it('loads on demand what few need, or nobody at first', async () => {
  const { modules } = await bytesAtOnce([...HOOK, ...BOX, 'ko'])
  for (const later of ['announce.ts', 'openNotices.ts', 'estimateTimeLeft.ts', 'hydrate.ts']) {
    expect(modules).not.toContain(later)
  }
})
