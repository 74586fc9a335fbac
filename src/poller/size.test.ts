import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, it, vi } from 'vitest'

const MOST_BYTES = 9_000
const ENTRY = 'virtual:app'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXPORTS = ['createJobClient', 'JobClientProvider', 'useWorkerJobPoller']

it('an app downloads at most 9,000 bytes, gzipped, for the hook, its policy, the client and the parser', async () => {
  const chunks = await bundle()
  const entry = chunks.find((chunk) => chunk.isEntry)
  if (!entry) throw new Error('There is no entry.')
  expect(entry.exports).toEqual(expect.arrayContaining(EXPORTS))

  const first = withStaticImports(entry, chunks)
  const later = chunks.filter((chunk) => !first.includes(chunk))
  const bytes = first.reduce((sum, chunk) => sum + gzipped(chunk), 0)
  const report = [
    `${bytes} bytes at once:`,
    ...first.flatMap(contents),
    ...later.flatMap((chunk) => [`${gzipped(chunk)} bytes on demand:`, ...contents(chunk)]),
  ]
  expect(bytes, report.join('\n')).toBeLessThanOrEqual(MOST_BYTES)
})

/** What the three exports come to in an app's production build, its peers aside. */
async function bundle(): Promise<Rolldown.OutputChunk[]> {
  // Otherwise JSX is compiled for development.
  vi.stubEnv('NODE_ENV', 'production')
  try {
    const built = await build({
      root: ROOT,
      configFile: false,
      logLevel: 'silent',
      plugins: [
        {
          name: 'app',
          resolveId: (id) => (id === ENTRY ? id : undefined),
          load: (id) =>
            id === ENTRY
              ? `export { ${EXPORTS.join(', ')} } from '${ROOT}src/index.ts'`
              : undefined,
        },
      ],
      build: {
        // A page's build would add Vite's preload helper, which an app has or has not, whatever we do.
        ssr: true,
        target: 'es2022',
        minify: true,
        write: false,
        rolldownOptions: {
          input: ENTRY,
          external: isPeer,
          // What is loaded on demand may import from the app's own chunk, as it does in an app.
          preserveEntrySignatures: 'allow-extension',
        },
      },
    })
    if (!('output' in built)) throw new Error('Expected one bundle.')
    return built.output.filter((file) => file.type === 'chunk')
  } finally {
    vi.unstubAllEnvs()
  }
}

const { peerDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  peerDependencies: Record<string, string>
}
const isPeer = (id: string) =>
  Object.keys(peerDependencies).some((peer) => id === peer || id.startsWith(`${peer}/`))

function withStaticImports(
  chunk: Rolldown.OutputChunk,
  all: Rolldown.OutputChunk[],
  found: Rolldown.OutputChunk[] = [],
): Rolldown.OutputChunk[] {
  if (found.includes(chunk)) return found
  found.push(chunk)
  for (const imported of all.filter(({ fileName }) => chunk.imports.includes(fileName))) {
    withStaticImports(imported, all, found)
  }
  return found
}

const gzipped = (chunk: Rolldown.OutputChunk) => gzipSync(chunk.code, { level: 9 }).length

/** The modules of a chunk, the largest first, by their bytes before compression. */
const contents = (chunk: Rolldown.OutputChunk) =>
  Object.entries(chunk.modules)
    .toSorted(([, a], [, b]) => b.renderedLength - a.renderedLength)
    .map(([id, module]) => `  ${basename(id)} ${module.renderedLength}`)
