import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, type RenderResult } from '@testing-library/react'
import { it } from 'vitest'
import {
  createJobBoxStore,
  createJobClient,
  JobBox,
  JobBoxProvider,
  type Lang,
  type WorkerJob,
} from '../../index'
import { withFakeTimers } from '../../testing/fakeTime'
import { checkHistories } from './checkHistories'
import { createWire } from './createWire'
import { doNow, goToNextTimer } from './fuzzTime'
import { wireHistories, type WireHistory } from './wireAnswers'

/** What a number or an object looks like that was drawn without being looked at. */
const NONSENSE = /NaN|undefined|null|Infinity|∞|\[object/

withFakeTimers()

/** Every text that the server sent and that may be shown as it is. */
function textsIn(job: WorkerJob): string[] {
  const result = job.state === 'succeeded' && job.result?.type !== 'other' ? job.result : null
  const notes = result && 'failed' in result ? result.failed : []
  const texts = [
    ...notes.flatMap(({ name, error }) => [name, error]),
    result?.type === 'export' ? result.filename : null,
    'progress' in job ? (job.progress?.step?.name ?? null) : null,
    job.state === 'failed' ? job.reason : null,
  ]
  return texts.flatMap((text) => text?.trim() ?? [])
}

function expectNoNonsense({ container }: RenderResult, sent: ReadonlySet<string>): void {
  const parts = [container.textContent]
  for (const element of container.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) parts.push(`${name}="${value}"`)
  }
  for (const bar of container.querySelectorAll('[aria-valuenow]')) {
    const percent = Number(bar.getAttribute('aria-valuenow'))
    if (!(percent >= 0 && percent <= 100)) throw new Error(`A bar is at ${percent} percent`)
  }
  // What the server calls NaN is shown as that.
  let text = parts.join('\n')
  for (const word of sent) if (NONSENSE.test(word)) text = text.replaceAll(word, '')
  const found = NONSENSE.exec(text)
  if (found) {
    throw new Error(
      `The box shows …${text.slice(Math.max(0, found.index - 60), found.index + 60)}…`,
    )
  }
}

/** Watches a job in the box until the history is over or the job needs no more requests. */
async function checkBox(history: WireHistory, lang: Lang): Promise<void> {
  localStorage.clear()
  const { ref } = history.job
  const wire = createWire(history)
  const client = createJobClient({ baseUrl: 'http://api.test', fetch: wire.fetch })
  const store = createJobBoxStore(client)
  store.track({ ...ref, title: 'A job' })
  const view = render(
    <QueryClientProvider client={new QueryClient()}>
      <JobBoxProvider client={client} store={store} lang={lang} onOpen={() => undefined}>
        <JobBox />
      </JobBoxProvider>
    </QueryClientProvider>,
  )
  try {
    await doNow(() => undefined)
    const end = Date.now() + 120_000
    for (;;) {
      const sent = wire.log.flatMap(({ outcome }) =>
        outcome && 'job' in outcome ? textsIn(outcome.job) : [],
      )
      for (const details of view.container.querySelectorAll('details:not([open])')) {
        await doNow(() => {
          details.setAttribute('open', '')
          details.dispatchEvent(new Event('toggle'))
        })
      }
      expectNoNonsense(view, new Set(sent))
      const over = wire.log.length >= history.answers.length && wire.log.at(-1)?.outcome
      if (over || Date.now() > end || !(await goToNextTimer())) return
    }
  } finally {
    view.unmount()
    await doNow(() => undefined)
  }
}

it.each(['ko', 'en'] as const)(
  'shows nothing but words and numbers, in %s',
  async (lang) => {
    await checkHistories(wireHistories, 30, (history) => checkBox(history, lang))
  },
  600_000,
)
