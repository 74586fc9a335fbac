import { PassThrough } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyError } from '../BodyError'
import { fromFormData } from '../fetchMessages'
import { readForm, TEXT_LIMIT } from './readBody'

/** Reads a body that arrives in pieces of `size` bytes. */
function read(body: string | Buffer, size = 1_000, type = 'multipart/form-data; boundary=b') {
  const stream = new PassThrough()
  const request = Object.assign(stream, { headers: { 'content-type': type } })
  const form = readForm(request as unknown as IncomingMessage)
  const bytes = Buffer.from(body)
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size))
  stream.end()
  return form
}

const field = (parameters: string, content = '') =>
  `--b\r\nContent-Disposition: form-data; ${parameters}\r\n\r\n${content}\r\n`

test('a form is read as fetch reads it, in whatever pieces it arrives', async () => {
  const name = fc.stringMatching(/^[\w가-힣 ."\r\n-]{1,20}$/)
  const entry = fc.record({
    name,
    text: fc.string({ unit: 'grapheme' }),
    file: fc.option(name),
  })
  const size = fc.integer({ min: 1, max: 400 })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 6 }), size, async (given, each) => {
      const form = new FormData()
      for (const { name: key, text, file } of given) {
        if (file === null) form.append(key, text)
        else form.append(key, new File([text], file))
      }
      const encoded = new Response(form)
      const type = encoded.headers.get('Content-Type') ?? ''
      const body = Buffer.from(await encoded.clone().arrayBuffer())
      expect(await read(body, each, type)).toEqual(fromFormData(await encoded.formData()))
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['nothing', ''],
  ['no delimiter', 'just text'],
  ['a form that breaks off', field('name="a"', '1')],
])('%s is refused', async (_, body) => {
  await expect(read(body)).rejects.toThrow()
})

test.each(['multipart/form-data', 'text/plain', ''])('the type "%s" is refused', async (type) => {
  await expect(read('--b--', 1_000, type)).rejects.toThrow()
})

test('texts have a bound, files have none', async () => {
  const long = 'x'.repeat(TEXT_LIMIT + 1)
  const file = await read(`${field('name="file"; filename="영상.mp4"', long)}--b--`, 65_536)
  expect(file.files.get('file')).toBe('영상.mp4')
  await expect(read(`${field('name="a"', long)}--b--`, 65_536)).rejects.toThrow(BodyError)
  await expect(read(`${field('name="a"').repeat(101)}--b--`)).rejects.toThrow(BodyError)
})
