/* global activeClientIds, handleRequest */

/**
 * MSW's service worker, woken. A browser stops an idle worker; when it starts again, MSW has
 * forgotten which pages it mocks (`activeClientIds`) and lets their requests through. So before MSW
 * sees a request of a page it does not know, that page is asked. Nor is a page forgotten that says
 * that it leaves: it may still ask, and after a press on a download it stays.
 */

/** How long a page, which may be busy, can take to say that it is mocked, in milliseconds. */
const PATIENCE_MS = 2_000
/** How long the last page may have been gone before the worker goes, too, in milliseconds. */
const LINGER_MS = 3_000

// MSW unregisters itself as soon as no page is left. A page that is reloaded is gone for a moment, and
// would come back to a worker that is about to go.
addEventListener('message', (event) => {
  if (event.data !== 'CLIENT_CLOSED') return
  event.stopImmediatePropagation()
  event.waitUntil(goWithTheLastPage())
})

async function goWithTheLastPage() {
  await new Promise((resolve) => {
    setTimeout(resolve, LINGER_MS)
  })
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length === 0) await self.registration.unregister()
}

addEventListener('fetch', (event) => {
  const { request, clientId } = event
  if (!isMockable(request)) {
    // Not MSW's either: Firefox can hang on a style sheet whose request a worker took from a page
    // that was then reloaded.
    event.stopImmediatePropagation()
    return
  }
  if (request.mode === 'navigate' || !clientId || activeClientIds.has(clientId)) return
  event.stopImmediatePropagation()
  event.respondWith(answerForgotten(event))
})

/** Requests of the kind that the mock answers; the page's own files are the browser's to fetch. */
function isMockable(request) {
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return false
  return /\/(media|api|__mock__)\//.test(new URL(request.url).pathname)
}

async function answerForgotten(event) {
  if (!(await isMocked(event.clientId))) return fetch(event.request)
  activeClientIds.add(event.clientId)
  return handleRequest(event, crypto.randomUUID(), Date.now())
}

async function isMocked(clientId) {
  const client = await self.clients.get(clientId)
  if (!client) return false
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const settle = (answer) => {
      clearTimeout(timer)
      port1.close()
      resolve(answer)
    }
    const timer = setTimeout(settle, PATIENCE_MS, false)
    port1.onmessage = (message) => settle(message.data === 'yes')
    client.postMessage('are you mocked?', [port2])
  })
}

/** Where a page may make no notifications itself, a click on one comes here and is handed to it. */
addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(showPage(event.notification.data))
})

async function showPage(data) {
  for (const page of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    page.postMessage(data)
    await page.focus().catch(() => undefined)
  }
}

importScripts('./mockServiceWorker.js')
