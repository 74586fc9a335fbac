import { http, type HttpHandler } from 'msw'

const SAMPLE_FILE = /\/media\/hls\/.+\/([\w.-]+\.(?:m3u8|ts|mp4|m4s))$/

/**
 * Sends whoever asks for a file of an encoded video to the same file of one sample under `folder`.
 * A redirect, because a browser's player refuses a playlist that a service worker made up.
 */
export function createSampleHandler(folder: URL): HttpHandler {
  return http.get(
    ({ request }) => SAMPLE_FILE.test(new URL(request.url).pathname),
    ({ request }) => {
      const file = SAMPLE_FILE.exec(new URL(request.url).pathname)?.[1] ?? ''
      return Response.redirect(new URL(file, folder), 302)
    },
  )
}
