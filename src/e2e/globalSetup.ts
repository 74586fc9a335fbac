import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import type { TestProject } from 'vitest/node'
import { ensureChromium } from './chromium'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built demo is served, ending in a slash; under a path, as a deployment may be. */
    demoUrl: string
    demoFolder: string
    /** The same of the build for a real backend, and the folder that it is in. */
    liveUrl: string
    liveFolder: string
    chromiumPath: string
  }
}

/** Builds the demo and the live app as they would be deployed, and serves the demo. */
export default async function setUp(project: TestProject) {
  const chromiumPath = ensureChromium()
  const folder = await mkdtemp(join(tmpdir(), 'worker-job-box-'))
  const demoFolder = join(folder, 'demo')
  const liveFolder = join(folder, 'live')

  process.env['NODE_ENV'] = 'production'
  await build({ logLevel: 'warn', build: { outDir: demoFolder, emptyOutDir: true } })
  process.env['VITE_BACKEND'] = 'live'
  await build({ logLevel: 'warn', build: { outDir: liveFolder, emptyOutDir: true } })
  delete process.env['VITE_BACKEND']
  process.env['NODE_ENV'] = 'test'

  const demo = await serve(demoFolder)
  const live = await serve(liveFolder)
  project.provide('demoUrl', demo.url)
  project.provide('demoFolder', demoFolder)
  project.provide('liveUrl', live.url)
  project.provide('liveFolder', liveFolder)
  project.provide('chromiumPath', chromiumPath)

  return async () => {
    await Promise.all([demo.server.close(), live.server.close()])
    await rm(folder, { recursive: true, force: true })
  }
}

async function serve(folder: string) {
  const server = await preview({
    base: '/academy/',
    build: { outDir: folder },
    preview: { port: 0, host: '127.0.0.1' },
    logLevel: 'warn',
  })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { server, url: `http://127.0.0.1:${address.port}/academy/` }
}
