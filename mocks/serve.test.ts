import { spawn, type ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readSheet } from 'read-excel-file/universal'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createJobClient, type JobRef } from '../src/index'

// Starting a process takes its time where many tests run at once.
vi.setConfig({ testTimeout: 30_000 })

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NODE = [process.execPath, '--import', 'tsx', 'mocks/serve.ts']
const NPM = ['npm', 'run', 'mock', '--']

/** Runs the command as a process of its own, which does not outlive the test. */
function run(flags: string[], [program = '', ...args] = NODE) {
  const child = spawn(program, [...args, ...flags], { cwd: ROOT, detached: true })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (output.stdout += String(data)))
  child.stderr.on('data', (data) => (output.stderr += String(data)))
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code))
  })
  onTestFinished(async () => {
    killGroup(child, 'SIGKILL')
    await exited
  })
  return { child, output, exited }
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // Nothing is left of it.
  }
}

/** Runs the command on a free port, and waits for its URL. */
async function serve(flags: string[] = [], command = NODE) {
  const running = run(['--port', '0', ...flags], command)
  const base = await vi.waitFor(
    () => {
      const line = /^Mock backend on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(running.output.stdout)
      return line?.[1] ?? expect.fail(`no URL yet: ${JSON.stringify(running.output)}`)
    },
    { timeout: 20_000 },
  )
  const { port } = new URL(base)
  return { ...running, base, port: Number(port) }
}

const academy = { 'X-Tenant-Code': 'academy' }

async function send(base: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: academy,
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    source: response.headers.get('X-Status-Source'),
    body: (text === '' ? null : JSON.parse(text)) as unknown,
  }
}

test('it prints its URL and nothing else, and logs requests on standard error', async () => {
  const { base, output } = await serve()
  expect((await send(base, 'POST', '/__mock__/videos', { id: 42 })).status).toBe(201)
  expect((await send(base, 'GET', '/media/videos/42/')).source).toBe('redis')
  await vi.waitFor(() => {
    expect(output.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/Z POST \/__mock__\/videos 201 - [\d.]+ms$/),
      expect.stringMatching(/Z GET \/media\/videos\/42\/ 200 redis [\d.]+ms$/),
    ])
  })
  expect(output.stdout).toBe(`Mock backend on ${base}\n`)
})

test('its flags are obeyed, and a tenant is required', async () => {
  const { base } = await serve(['--tenant', 'other', '--speed', '60'])
  expect((await send(base, 'GET', '/__mock__/clock')).body).toMatchObject({ speed: 60 })
  await send(base, 'POST', '/__mock__/videos', { id: 42 })
  expect((await send(base, 'GET', '/__mock__/jobs')).body).toMatchObject([{ tenant: 'other' }])
  expect((await send(base, 'GET', '/media/videos/42/')).status).toBe(404)
  expect((await fetch(`${base}/media/videos/42/`)).status).toBe(400)
})

test('it listens on this machine alone', async () => {
  const { port } = await serve()
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
    .map(({ address }) => address)
  for (const address of [...others, '127.0.0.2']) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(port, address)
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      onTestFinished(() => {
        socket.destroy()
      })
    })
    expect(reached, address).toBe(false)
  }
})

test.each([
  ['SIGTERM', NODE],
  ['SIGINT', NODE],
  ['SIGTERM', NPM],
  ['SIGINT', NPM],
] as const)('%s ends it with 0 at once, whoever started it: %j', async (signal, command) => {
  const { base, port, child, exited } = await serve([], [...command])
  // One connection is kept alive, one is idle, one waits for its answer, one is a socket.
  await send(base, 'PUT', '/__mock__/faults', { api: { latencyMs: 60_000 } })
  const cutOff = expect(fetch(`${base}/media/videos/42/`)).rejects.toThrow()
  const idle = connect(port, '127.0.0.1').on('error', () => undefined)
  const watcher = new WebSocket(`ws://127.0.0.1:${port}/ws/jobs/?tenant=academy`)
  const left = new Promise((resolve) => watcher.on('close', resolve))
  onTestFinished(() => {
    idle.destroy()
  })
  await new Promise((resolve) => watcher.on('open', resolve))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const startedAt = performance.now()
  child.kill(signal)
  expect(await exited).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect(await left, 'sockets are told').toBe(1001)
  await cutOff
  await expect(fetch(base)).rejects.toThrow()
})

test('Ctrl-C, which reaches npm and the server alike, ends both with 0', async () => {
  const { child, exited, base } = await serve([], NPM)
  killGroup(child, 'SIGINT')
  expect(await exited).toBe(0)
  await expect(fetch(base)).rejects.toThrow()
})

test('a second one on the same port is told so in one line, and the first goes on', async () => {
  const { base, port } = await serve()
  const { exited, output } = run(['--port', String(port)])
  expect(await exited).toBe(1)
  expect(output.stderr).toBe(
    `Failed to start the mock: port ${port} is taken. Free it, or pass another with --port.\n`,
  )
  expect(output.stdout).toBe('')
  expect((await fetch(`${base}/__mock__/jobs`)).status).toBe(200)
})

test('two beside each other know nothing of each other', async () => {
  const [one, two] = await Promise.all([serve(), serve()])
  await send(one.base, 'POST', '/__mock__/videos', { id: 42 })
  expect((await send(one.base, 'GET', '/media/videos/42/')).status).toBe(200)
  expect((await send(two.base, 'GET', '/media/videos/42/')).status).toBe(404)
})

test('a bad flag is 2 and one line', async () => {
  const { exited, output } = run(['--prot', '9000'])
  expect(await exited).toBe(2)
  expect(output).toEqual({
    stdout: '',
    stderr: 'Failed to start the mock: "--prot" is no flag. See --help.\n',
  })
})

test('--help tells the flags', async () => {
  const { exited, output } = run(['--help'])
  expect(await exited).toBe(0)
  for (const flag of ['--port', '--tenant', '--speed']) expect(output.stdout).toContain(flag)
  expect(output.stderr).toBe('')
})

test('it goes on when nobody reads its output any more', async () => {
  const { base, child } = await serve()
  child.stdout.destroy()
  child.stderr.destroy()
  for (let index = 0; index < 5; index++) {
    expect((await send(base, 'GET', '/media/videos/42/')).status).toBe(404)
  }
})

test('all that the demo does can be done against it', async () => {
  const { base } = await serve()
  const client = createJobClient({ baseUrl: base, tenant: 'academy' })
  const advance = (ms: number) => send(base, 'POST', '/__mock__/clock/advance', { ms })

  const video = (await send(base, 'POST', '/__mock__/videos', { seconds: 600 })).body as JobRef
  await advance(300_000)
  expect((await client.fetchStatus(video)).job).toMatchObject({
    state: 'running',
    progress: { percent: expect.any(Number) as number, step: { name: '인코딩' } },
  })
  expect((await send(base, 'GET', `/media/videos/${video.id}/`)).source).toBe('redis')
  expect((await send(base, 'GET', '/__mock__/metrics')).body).toMatchObject({
    http: { requests: 2, byStatus: { 200: 2 }, bySource: { redis: 2 } },
    db: { select: 0 },
  })

  const form = new FormData()
  form.set('file', new File([new Uint8Array(100_000)], '영상.mp4'))
  form.set('title', '수학 2강')
  const uploaded = await send(base, 'POST', '/media/videos/', form)
  expect(uploaded).toMatchObject({ status: 201, body: { title: '수학 2강', status: 'UPLOADED' } })

  await advance(300_000)
  const { job: done } = await client.fetchStatus(video)
  const result = done.state === 'succeeded' && done.result?.type === 'video' ? done.result : null
  const playlist = client.mediaUrl(result?.hlsPath ?? '') ?? ''
  expect(await (await fetch(playlist)).text()).toContain('stream.m3u8')
  const stream = await (await fetch(new URL('stream.m3u8', playlist))).text()
  for (const segment of stream.match(/^segment.*/gm) ?? expect.fail(stream)) {
    expect((await fetch(new URL(segment, playlist))).headers.get('Content-Type')).toBe('video/mp2t')
  }

  const asked = { job_type: 'attendance_excel_export' }
  const { job_id } = (await send(base, 'POST', '/api/v1/jobs/', asked)).body as { job_id: string }
  await advance(120_000)
  const { job: exported } = await client.fetchStatus({ kind: 'excel', id: job_id })
  const link =
    exported.state === 'succeeded' && exported.result?.type === 'export'
      ? new URL(exported.result.downloadUrl, base)
      : expect.fail('no link')
  const workbook = await fetch(link, { headers: academy })
  expect((await readSheet(await workbook.arrayBuffer()))[0]).toContain('출석')

  for (let index = 0; index < 25; index++) await send(base, 'POST', '/__mock__/videos')
  const ids: number[] = []
  let next: string | null = `${base}/media/videos/?status=UPLOADED`
  while (next) {
    expect(next.startsWith(`${base}/media/videos/?`)).toBe(true)
    const page = (await (await fetch(next, { headers: academy })).json()) as {
      next: string | null
      results: { id: number }[]
    }
    ids.push(...page.results.map(({ id }) => id))
    next = page.next
  }
  expect(new Set(ids).size).toBe(25)
})
