import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createJobBoxStore, createJobClient } from '../index'
import { App } from './App'
import { createNetwork } from './network'
import { createRequestLog } from './requestLog'
import { readSettings } from './settings'
import { createSamples, type Samples } from './samples'
import { demoWords } from './words'
import './demo.css'

const settings = readSettings(location.search)
const words = demoWords[settings.lang]
document.documentElement.lang = settings.lang
document.title = `${words.academy} · ${words.nav.home}`
if (settings.untrackable.length > 0) {
  console.warn(
    `Ignored in ?track=: ${settings.untrackable.join(', ')}. Write kind:id, the kind being video, excel or messaging.`,
  )
}

/** A backend elsewhere. Else it is the mock in this page or, in a live build, the own origin. */
const remote = import.meta.env.VITE_API_BASE_URL
const live = import.meta.env.VITE_BACKEND === 'live'

/** Whether the mock could not be started. */
let broken = false
if (!live && !remote) {
  // Loaded by import() only, so that the build for a real backend has none of it.
  const mock = await import('../../mocks/browser')
  await mock.startMockBackend().catch(() => {
    broken = true
  })
}

const baseUrl = (remote ?? location.origin).replace(/\/$/, '')
const backend = { baseUrl, tenant: settings.tenant }
const requestLog = createRequestLog(backend)
const network = createNetwork(fetch)
const client = createJobClient({
  ...backend,
  push: settings.push,
  fetch: requestLog.watch(network.fetch),
})
const store = createJobBoxStore(client)
const queryClient = new QueryClient()
requestLog.watchCache(queryClient.getQueryCache())
const samples = live ? null : createSamples(backend, words)

for (const ref of settings.track?.toReversed() ?? []) {
  store.track({ ...ref, title: '' })
}

/** A stranger's first visit finds two jobs under way. */
async function comeAlive(starter: Samples) {
  if (settings.track || (await starter.isAlive())) return
  for (const sample of ['firstImport', 'first'] as const) store.track(await starter.start(sample))
}
// If that fails the page is merely quiet; a button that fails says so.
if (samples) void comeAlive(samples).catch(() => undefined)

const root = document.getElementById('root')
if (!root) throw new Error('Failed to start: index.html has no element with the id "root".')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App
        client={client}
        store={store}
        backend={backend}
        network={network}
        requestLog={requestLog}
        lang={settings.lang}
        words={words}
        samples={samples}
        broken={broken}
      />
    </QueryClientProvider>
  </StrictMode>,
)
