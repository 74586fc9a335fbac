import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { MockBackendOptions } from '../../createMockBackend'
import { createTestBackend } from '../../testBackend'
import { createNodeServer } from './createNodeServer'

/** A test backend behind an HTTP server for as long as a test lasts, and the lines of its log. */
export async function serveOverHttp(options: MockBackendOptions = {}) {
  const { backend, waits } = createTestBackend(options)
  const lines: string[] = []
  const server = createNodeServer(backend, {
    sampleFolder: new URL('../../../public/hls/', import.meta.url),
    log: (line) => lines.push(line),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const { port } = server.address() as AddressInfo
  return { backend, waits, lines, server, port, base: `http://127.0.0.1:${port}` }
}
