import type { AddressInfo } from 'node:net'
import { createMockBackend } from './createMockBackend'
import { createNodeServer } from './http/node/createNodeServer'
import { readServeFlags, USAGE, type ServeFlags } from './http/node/readServeFlags'

const HOST = '127.0.0.1'
const SAMPLE = new URL('../public/hls/', import.meta.url)

try {
  const flags = readServeFlags(process.argv.slice(2))
  if (flags.help) console.log(USAGE)
  else serve(flags)
} catch (error) {
  if (!(error instanceof RangeError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

function serve({ port, tenant, speed }: ServeFlags): void {
  // What reads the output may close it; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

  const backend = createMockBackend({ tenant, speed, requireTenant: true })
  const log = createLog()
  const server = createNodeServer(backend, { sampleFolder: SAMPLE, log: log.add })
  const stop = () => {
    log.flush()
    // Sockets are told; nobody is waited for.
    server.close()
    process.exit(0)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Failed to start the mock: port ${port} is taken. Free it, or pass another with --port.`
        : `Failed to start the mock: ${error.message}. Pass another port with --port.`,
    )
    process.exit(1)
  })
  server.listen(port, HOST, () => {
    const { port: taken } = server.address() as AddressInfo
    console.log(`Mock backend on http://${HOST}:${taken}`)
  })
}

/** Lines that come together are written together: to write costs as much as to answer. */
function createLog() {
  let lines = ''
  const flush = () => {
    if (lines !== '') process.stderr.write(lines)
    lines = ''
  }
  const add = (line: string) => {
    if (lines === '') setImmediate(flush)
    lines += `${line}\n`
  }
  return { add, flush }
}
