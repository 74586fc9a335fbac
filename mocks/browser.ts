import { setupWorker } from 'msw/browser'
import { createMockBackend, type MockBackend, type MockBackendOptions } from './createMockBackend'
import { createHandlers } from './http/createHandlers'
import { createSampleHandler } from './http/sampleHandler'
import { createSharedTurns, type Lock } from './persistence/sharedTurns'
import { createSnapshotStore } from './persistence/snapshotStore'

const NAME = 'worker-job-box-mock'

/**
 * Starts the mock behind a service worker, and resolves once it answers. Requests need a tenant.
 * The state survives a reload and is one for all tabs of the origin. Call it once a page.
 */
export async function startMockBackend(
  options: Pick<MockBackendOptions, 'seed' | 'tenant' | 'speed'> = {},
): Promise<MockBackend> {
  const backend = createMockBackend({
    ...options,
    requireTenant: true,
    turns: createSharedTurns(createSnapshotStore(indexedDB, NAME), webLock),
  })
  const worker = setupWorker(
    ...createHandlers(backend),
    createSampleHandler(new URL('hls/', document.baseURI)),
  )
  await worker.start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: new URL('mock-sw.js', document.baseURI).href },
  })
  answerWhetherMocked()
  return backend
}

const webLock: Lock = (work) => navigator.locks.request(NAME, work)

/** A worker that was stopped has forgotten which pages it serves, and asks them; see mock-sw.js. */
function answerWhetherMocked(): void {
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.data === 'are you mocked?') event.ports[0]?.postMessage('yes')
  })
}
