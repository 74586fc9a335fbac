import { spawn, type ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { bench } from 'vitest'

const ROUNDS = 7
const ROUND_MS = 1_000
const CONNECTIONS = 50
const HEADERS = { 'X-Tenant-Code': 'academy' }

/** Answers every request with the same bytes, and does nothing else. */
const BARE = `
  import { createServer } from 'node:http'
  const { headers, body } = JSON.parse(process.argv[1])
  const server = createServer((_, response) => response.writeHead(200, headers).end(body))
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/** A server in a process of its own, ready to answer at `base`. */
interface Served {
  base: string
  process: ChildProcess
}

async function start(args: string[]): Promise<Served> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const chunk of child.stdout) {
    const [base] = /http:\S+/.exec(String(chunk)) ?? []
    if (base !== undefined) return { base, process: child }
  }
  throw new Error(`Failed to start ${args.join(' ')}: it ended.`)
}

/** Starts what the box watches in the README's example, and says where it is asked for. */
async function startJobs(base: string): Promise<string[]> {
  const paths: string[] = []
  for (const kind of ['videos', 'videos', 'videos', 'jobs', 'jobs']) {
    const body = JSON.stringify({ seconds: 3_600 })
    const response = await fetch(`${base}/__mock__/${kind}`, { method: 'POST', body })
    const { id } = (await response.json()) as { id: string }
    paths.push(kind === 'videos' ? `/media/videos/${id}/` : `/api/v1/jobs/${id}/`)
  }
  await fetch(`${base}/__mock__/clock/advance`, { method: 'POST', body: '{"ms": 60000}' })
  return paths
}

/** One of the mock's answers, to be given by the bare server. */
async function sampleOf(url: string) {
  const response = await fetch(url, { headers: HEADERS })
  const body = await response.text()
  const own = ['date', 'connection', 'keep-alive']
  const headers = [...response.headers].filter(([name]) => !own.includes(name))
  return { headers: Object.fromEntries(headers), body }
}

/** Asks for the paths in turn on many connections at once; answers per second. */
async function load(base: string, paths: string[]): Promise<number> {
  const { hostname, port } = new URL(base)
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: a\r\nX-Tenant-Code: academy\r\n\r\n`),
  )
  const startedAt = performance.now()
  const until = startedAt + ROUND_MS
  let answered = 0

  const connection = () =>
    new Promise<void>((resolve, reject) => {
      let rest = ''
      const socket = connect(Number(port), hostname, ask)
      socket.setEncoding('latin1').on('error', reject).on('close', resolve)
      socket.on('data', (data: string) => {
        rest += data
        const end = rest.indexOf('\r\n\r\n')
        const length = /content-length: (\d+)/i.exec(rest)?.[1]
        if (end < 0 || rest.length < end + 4 + Number(length)) return
        if (!rest.startsWith('HTTP/1.1 200')) reject(new Error(`Failed to load: ${rest}`))
        rest = ''
        answered++
        if (performance.now() < until) ask()
        else socket.end()
      })
      function ask(): void {
        socket.write(requests[answered % requests.length] ?? '')
      }
    })
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  return (answered * 1_000) / (performance.now() - startedAt)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

const servers: { mock?: Served; bare?: Served } = {}
let paths: string[] = []
const rates = { mock: [] as number[], bare: [] as number[] }

bench(
  'a round of status reads at npm run mock, and one at a bare node:http server',
  async () => {
    for (const name of ['mock', 'bare'] as const) {
      rates[name].push(await load(servers[name]?.base ?? '', paths))
    }
  },
  {
    iterations: ROUNDS,
    time: 0,
    warmupIterations: 2,
    warmupTime: 0,
    async setup(_, mode) {
      rates.mock = []
      rates.bare = []
      if (mode === 'run') return
      servers.mock = await start(['--import', 'tsx', 'mocks/serve.ts', '--port', '0'])
      paths = await startJobs(servers.mock.base)
      const sample = await sampleOf(`${servers.mock.base}${paths[0] ?? ''}`)
      servers.bare = await start(['--input-type=module', '-e', BARE, JSON.stringify(sample)])
    },
    teardown(_, mode) {
      if (mode === 'warmup') return
      servers.mock?.process.kill()
      servers.bare?.process.kill()
      const [mock, bare] = [median(rates.mock), median(rates.bare)]
      console.log(
        `status reads: ${mock.toFixed(0)}/s at npm run mock, ${bare.toFixed(0)}/s bare, ratio ${(mock / bare).toFixed(2)}`,
      )
    },
  },
)
