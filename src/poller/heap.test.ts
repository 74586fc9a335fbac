// @vitest-environment jsdom
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  defaultScheduler,
  notifyManager,
  QueryClient,
  QueryClientProvider,
} from '@tanstack/react-query'
import { createElement, Fragment, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, onTestFinished, vi } from 'vitest'
import { useWorkerJobPoller, type JobRef, type WorkerJob } from '../index'
// Loaded on demand; here beforehand, because a module is loaded in real time.
import './joinPush'

vi.hoisted(() => {
  // React for development keeps what its tools might ask for.
  vi.stubEnv('NODE_ENV', 'production')
})
// Nor is the code counted that an engine makes of what is called often, over 1 MB in a day, or drops.
for (const flag of ['--no-opt', '--no-maglev', '--no-flush-bytecode', '--expose-gc'])
  setFlagsFromString(flag)
const collectGarbage = runInNewContext('gc') as () => void

const HOUR = 3_600_000
/** Half of what a day may cost, because a page may see more jobs than this one. */
const MOST_BYTES = 500_000

/** More than a page remembers, so that from then on what comes replaces what was. */
const FINISHED_JOBS = 220
const SHORT_JOBS = 2
const SHORT_JOB_MS = 60_000
/** As few requests as show that a job is in progress: it is the number of jobs that costs memory. */
const INTERVAL_MS = 60_000

it('24 hours of jobs that end, fail and follow each other leave the heap as it was after the first', async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
  notifyManager.setScheduler(queueMicrotask)
  onTestFinished(() => {
    notifyManager.setScheduler(defaultScheduler)
  })
  const server = endlessServer()
  vi.stubGlobal('fetch', server.fetch)
  vi.stubGlobal('WebSocket', RefusedSocket)
  const root = createRoot(document.createElement('div'))
  const client = new QueryClient()
  root.render(createElement(QueryClientProvider, { client }, createElement(Lists)))

  await pass(HOUR)
  const before = heapUsed()
  await pass(23 * HOUR)
  const after = heapUsed()

  root.unmount()
  vi.useRealTimers()
  // Else there was nothing to keep.
  expect(server.count.answers).toBeGreaterThan(8_000)
  expect(server.count.failures).toBeGreaterThan(800)
  expect(jobsMade).toBeGreaterThan(2_000)
  expect(attempts).toBeGreaterThan(100)
  expect(after - before).toBeLessThan(MOST_BYTES)
}, 120_000)

/**
 * Answers for every job whose id says what it is like and when it began, and keeps no log: a short
 * job takes a minute, an endless one goes on. Every tenth request fails, in each of four ways in turn.
 */
function endlessServer(): { fetch: typeof fetch; count: { answers: number; failures: number } } {
  const count = { answers: 0, failures: 0 }
  return {
    count,
    fetch: (url, init) => {
      if (count.failures < count.answers / 9) {
        switch (count.failures++ % 4) {
          case 0:
            return Promise.reject(new TypeError('Failed to fetch'))
          case 1:
            return Promise.resolve(new Response('<html>', { status: 502 }))
          case 2:
            return Promise.resolve(
              new Response('', { status: 503, headers: { 'Retry-After': '3' } }),
            )
          default:
            return new Promise((_, reject) => {
              init?.signal?.addEventListener('abort', () => {
                reject(init.signal?.reason as Error)
              })
            })
        }
      }
      count.answers++
      const [, kind, id = ''] = /(videos|jobs)\/(.+)\/$/.exec(url as string) ?? []
      return Promise.resolve(Response.json(kind === 'videos' ? video(id) : exported(id)))
    },
  }
}

let attempts = 0
/** A server that has no sockets; jsdom's own keep memory of each attempt. */
class RefusedSocket {
  static readonly OPEN = 1
  onclose: (() => void) | null = null
  constructor() {
    attempts++
    setTimeout(() => this.onclose?.(), 10)
  }
}

function percentOf(id: string): number {
  const [name, began] = id.split('-')
  const age = Date.now() - Number(began)
  if (name === 'endless') return Math.floor(age / 240_000) % 90
  return name === 'short' ? (age * 100) / SHORT_JOB_MS : 100
}

function video(id: string) {
  const percent = percentOf(id)
  return percent < 100
    ? { id, status: 'PROCESSING', encoding_progress: percent }
    : { id, status: 'READY', hls_path: `media/${id}.m3u8`, duration: 60 }
}

function exported(id: string) {
  const percent = percentOf(id)
  const result = { download_url: `/files/${id}.xlsx`, filename: `${id}.xlsx` }
  return percent < 100
    ? { job_id: id, status: 'RUNNING', progress: { percent } }
    : { job_id: id, status: 'DONE', result }
}

let jobsMade = 0
const newJob = (name: string): JobRef => ({
  kind: jobsMade++ % 2 === 0 ? 'video' : 'excel',
  id: `${name}-${Date.now()}-${jobsMade}`.padEnd(64, '0'),
})

/** Two lists that share a job. In the first another begins where one ends. */
function Lists() {
  const [endless] = useState(() => newJob('endless'))
  const [jobs, setJobs] = useState(() =>
    Array.from({ length: SHORT_JOBS }, () => newJob('finished')),
  )
  const [replace] = useState(() => ({ ref }: WorkerJob) => {
    const next = newJob(jobsMade < FINISHED_JOBS ? 'finished' : 'short')
    setJobs((known) => known.map((job) => (job.id === ref.id ? next : job)))
  })
  return createElement(
    Fragment,
    null,
    [endless, ...jobs].map((job) => createElement(Row, { key: job.id, job, onSettled: replace })),
    createElement(Row, { key: 'again', job: endless }),
  )
}

function Row({ job: ref, onSettled }: { job: JobRef; onSettled?: (job: WorkerJob) => void }) {
  const { job, phase } = useWorkerJobPoller(ref, { intervalMs: INTERVAL_MS, onSettled })
  return createElement('p', null, phase, job?.rawStatus)
}

/** Lets simulated time pass, timer by timer. */
async function pass(ms: number): Promise<void> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    vi.advanceTimersToNextTimer()
    // All that an answer causes.
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}

function heapUsed(): number {
  // What the first collection finalises is freed by the next.
  for (let round = 0; round < 3; round++) collectGarbage()
  return process.memoryUsage().heapUsed
}
