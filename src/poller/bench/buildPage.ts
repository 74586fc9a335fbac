import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The files of a benchmark's page by their paths, built for production with names left readable. */
export async function buildPage(directory: URL): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    root: fileURLToPath(directory),
    configFile: false,
    logLevel: 'error',
    build: { target: 'es2022', minify: false, write: false },
  })
  if (!('output' in built)) throw new Error('Failed to build the page: expected one bundle.')
  return new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      file.type === 'chunk' ? file.code : file.source,
    ]),
  )
}
