import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import { createJobClient } from '../api/jobClient'
import type { JobRef, WorkerJob } from '../job/WorkerJob'
import { createJobBoxStore, type JobBoxStore } from '../job-box/createJobBoxStore'
import { JobBox } from '../job-box/JobBox'
import { JobBoxProvider } from '../job-box/JobBoxProvider'
// Loaded on demand; here beforehand, because that takes no time that a test could let pass.
import '../job-box/followProgress'
import '../job-box/hydrate'
import '../job-box/StopDialog'
import type { Lang } from '../job-box/words/formats'
import { pass } from './fakeTime'

/** A body with 200, or a status with a body, or no response at all. */
export type Answer = object | { status: number; body?: object } | 'down'

/** A server that answers the status of each job as told, until told otherwise. */
export function scriptedServer(answers: Record<string, Answer> = {}) {
  const requests: string[] = []
  /** What the next request of a method other than GET gets. */
  const replies: (() => Promise<Response>)[] = []
  const respond = (answer: Answer): Response => {
    if (answer === 'down') throw new TypeError('no network')
    if (!('status' in answer) || typeof answer.status !== 'number') return Response.json(answer)
    const body = 'body' in answer ? JSON.stringify(answer.body) : null
    return new Response(body, { status: answer.status })
  }
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = new URL(input instanceof Request ? input.url : input).pathname
    const method = init?.method ?? 'GET'
    requests.push(`${method} ${path}`)
    const reply = method === 'GET' ? undefined : replies.shift()
    if (reply) return reply()
    const id = path.split('/').findLast((part) => part !== '') ?? ''
    return Promise.resolve().then(() => respond(answers[id] ?? { status: 404 }))
  }
  return { answers, requests, replies, fetch, respond }
}

type Options = {
  answers?: Record<string, Answer>
  jobs?: (JobRef & { title: string })[]
  lang?: Lang
  onOpen?: (job: WorkerJob) => void
  onSettled?: (job: WorkerJob) => void
  /** Default: of this page alone. */
  store?: JobBoxStore
}

/** Shows a page with a box, puts the jobs into it and waits for the first answers. */
export async function renderBox(options: Options = {}) {
  addDialogs()
  const server = scriptedServer(options.answers)
  const client = createJobClient({ baseUrl: 'http://api.test', fetch: server.fetch })
  const store = options.store ?? createJobBoxStore(client)
  // As a person adds them: the last of these is the oldest.
  for (const job of [...(options.jobs ?? [])].reverse()) store.track(job)
  const { onOpen, onSettled } = options
  const queryClient = new QueryClient()
  const page = (lang: Lang) => (
    <QueryClientProvider client={queryClient}>
      <JobBoxProvider
        client={client}
        store={store}
        lang={lang}
        {...(onOpen && { onOpen })}
        {...(onSettled && { onSettled })}
      >
        <button type="button">of the page</button>
        <JobBox />
      </JobBoxProvider>
    </QueryClientProvider>
  )
  const view = render(page(options.lang ?? 'en'))
  await pass(200)
  const rerenderIn = (lang: Lang) => view.rerender(page(lang))
  return { ...view, server, client, store, rerenderIn }
}

export const toggle = () => {
  const box = screen.getByRole('region', { name: /^(Job box|작업 박스)$/ })
  const button = within(box)
    .getAllByRole('button')
    .find((found) => found.hasAttribute('aria-expanded'))
  if (!button) throw new Error('The box has no toggle.')
  return button
}

export const row = (title: string) => {
  const found = screen
    .getAllByRole('listitem')
    .find((item) => item.querySelector('.wjb-title')?.getAttribute('title') === title)
  if (!found) throw new Error(`No row says ${title}.`)
  return found
}

/** jsdom has no modal dialogs; this is as much of one as the box needs. */
function addDialogs(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function (answer = '') {
    this.open = false
    this.returnValue = answer
    this.dispatchEvent(new Event('close'))
  }
}

export const video = (id: string, title = `Lecture ${id}.mp4`) =>
  ({ kind: 'video', id, title }) as const
export const excel = (id: string, title = `Sheet ${id}.xlsx`) =>
  ({ kind: 'excel', id, title }) as const
export const messaging = (id: string, title = `Message ${id}`) =>
  ({ kind: 'messaging', id, title }) as const

export const encoding = (id: string, percent: number | null, fields: object = {}) => ({
  id: Number(id),
  status: 'PROCESSING',
  encoding_progress: percent,
  encoding_step_index: 4,
  encoding_step_total: 7,
  encoding_step_name: '인코딩',
  ...fields,
})
export const queued = (id: string) => ({ id: Number(id), status: 'PENDING' })
export const ready = (id: string) => ({
  id: Number(id),
  status: 'READY',
  hls_path: 'media/hls/master.m3u8',
  duration: 754,
})
export const failedVideo = (id: string, reason: string | null = 'The file is damaged.') => ({
  id: Number(id),
  status: 'FAILED',
  error_reason: reason,
})
export const done = (id: string, result: object | null) => ({ job_id: id, status: 'DONE', result })
