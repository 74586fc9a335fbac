import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { vi } from 'vitest'

const ENTRY = 'virtual:app'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What exports of the package come to in an app's production build, its peers aside. */
export async function bundle(exports: readonly string[]): Promise<Rolldown.OutputChunk[]> {
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
              ? `export { ${exports.join(', ')} } from '${ROOT}src/index.ts'`
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

/** A style sheet of the package as it is in an app's production build. */
export async function bundledStyles(file: string): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'silent',
    build: { target: 'es2022', write: false, rolldownOptions: { input: `${ROOT}${file}` } },
  })
  if (!('output' in built)) throw new Error('Expected one bundle.')
  const styles = built.output.find(({ fileName }) => fileName.endsWith('.css'))
  if (styles?.type !== 'asset') throw new Error(`${file} came to no style sheet.`)
  return styles.source.toString()
}

const { peerDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  peerDependencies: Record<string, string>
}
const isPeer = (id: string) =>
  Object.keys(peerDependencies).some((peer) => id === peer || id.startsWith(`${peer}/`))

/** A chunk and all that comes with it at once. */
export function withStaticImports(
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

export const gzipped = (text: string) => gzipSync(text, { level: 9 }).length
