import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether every answer says something new, or only those of the first job. */
export type Changing = 'all' | 'one'

/** How long a status read takes, ms. */
const ANSWER_MS = 3

export type BenchServer = {
  url: string
  /** Where one page finds its status API: jobs and counters of its own. */
  api(name: string, changing: Changing): string
  /** How many requests an API has answered. */
  answers(api: string): number
  close(): void
}

/** Serves the page, and status APIs that answer as the real one does, on a free port. */
export async function startServer(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<BenchServer> {
  const apis = new Map<
    string,
    { changing: Changing; answers: number; asked: Map<string, number> }
  >()

  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '')
    const [, name = '', id = ''] = /^(\/api\/.*\/)media\/videos\/(\d+)\/$/.exec(path) ?? []
    const api = apis.get(name)
    if (api) {
      const asked = (api.asked.get(id) ?? 0) + 1
      api.asked.set(id, asked)
      const version = api.changing === 'all' || id === '1' ? asked : 1
      void sleep(ANSWER_MS).then(() => {
        api.answers++
        response
          .writeHead(200, { ...HEADERS, 'X-Status-Version': String(version) })
          .end(JSON.stringify(video(id, version)))
      })
      return
    }
    const file = files.get(path === '/' ? '/index.html' : path)
    const type = TYPES[extname(path)] ?? 'text/html'
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': type }).end(file)
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', resolve)
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    api(name, changing) {
      const path = `/api/${apis.size}/${encodeURIComponent(name)}/`
      apis.set(path, { changing, answers: 0, asked: new Map() })
      return path
    },
    answers: (api) => apis.get(api)?.answers ?? 0,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' }
const HEADERS = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Status-Source': 'redis',
}
const BEGAN_MS = Date.parse('2026-01-01T00:00:00Z')

/** A video being encoded, further on with each version. */
const video = (id: string, version: number) => ({
  id: Number(id),
  title: `Lecture ${id}.mp4`,
  status: 'PROCESSING',
  encoding_progress: Math.min(99, version),
  encoding_remaining_seconds: Math.max(0, 600 - version),
  encoding_step_index: 4,
  encoding_step_total: 7,
  encoding_step_name: '인코딩',
  encoding_step_percent: version % 101,
  hls_path: null,
  duration: null,
  error_reason: null,
  updated_at: new Date(BEGAN_MS + version * 1_000).toISOString(),
})
