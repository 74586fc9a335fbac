import { ws, type WebSocketHandler } from 'msw'
import type { MockBackend } from '../createMockBackend'

/** What a client is told when its connection broke off (RFC 6455, 7.1.5). */
const BROKEN_OFF = 1006

/**
 * One for all backends: each link listens to a channel that MSW's pages share, for as long as the page
 * is there. MSW takes the slash at the end away from an address that has no query.
 */
const link = ws.link(/\/ws\/jobs\/?$/)

/** The push server of one backend as an MSW handler, on any origin and under any base path. */
export function createPushHandler(backend: MockBackend): WebSocketHandler {
  return link.addEventListener('connection', ({ client }) => {
    const socket = backend.connect({
      tenant: client.url.searchParams.get('tenant'),
      send: (text) => {
        client.send(text)
      },
      drop: () => {
        client.close(BROKEN_OFF)
      },
    })
    client.addEventListener('message', ({ data }) => {
      socket.receive(data)
    })
    client.addEventListener('close', () => {
      socket.close()
    })
  })
}
