import { http, type HttpHandler } from 'msw'
import { sampleFile } from './sampleFile'

/**
 * Sends whoever asks for a file of an encoded video to the same file of one sample under `folder`.
 * A redirect, because a browser's player refuses a playlist that a service worker made up.
 */
export function createSampleHandler(folder: URL): HttpHandler {
  const fileOf = (request: Request) => sampleFile(new URL(request.url).pathname)
  return http.get(
    ({ request }) => fileOf(request) !== undefined,
    ({ request }) => Response.redirect(new URL(fileOf(request) ?? '', folder), 302),
  )
}
