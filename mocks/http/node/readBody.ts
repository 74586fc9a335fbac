import { Busboy } from '@fastify/busboy'
import type { IncomingMessage } from 'node:http'
import { BodyError } from '../BodyError'
import type { Form } from '../messages'

/** What a body of text may come to, in bytes. */
export const TEXT_LIMIT = 1024 * 1024
/** What a form may come to with its files, in bytes: lectures are long, and nothing is kept. */
export const FORM_LIMIT = 4 * 1024 ** 3
/** How many texts a form may have. */
const FORM_FIELDS = 100

/**
 * The body as UTF-8.
 *
 * @throws BodyError over `TEXT_LIMIT`, and when the client hangs up.
 */
export async function readText(request: IncomingMessage): Promise<string> {
  const { headers } = request
  if (headers['content-length'] === undefined && !headers['transfer-encoding']) return ''
  const chunks: Buffer[] = []
  await readChunks(request, TEXT_LIMIT, (chunk) => {
    chunks.push(chunk)
  })
  return new TextDecoder().decode(Buffer.concat(chunks))
}

/**
 * The body as a multipart form; what is in its files is passed over.
 *
 * @throws BodyError over `FORM_LIMIT` or `FORM_FIELDS`, and when the client hangs up; Error when it
 * is no form.
 */
export async function readForm(request: IncomingMessage): Promise<Form> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const limits = { fields: FORM_FIELDS, fieldSize: TEXT_LIMIT, fieldNameSize: 1_000 }
  // A file's name is taken as it is: a path in it leads nowhere here.
  const parser = new Busboy({ headers, limits, preservePath: true })
  const fields = new Map<string, string>()
  const files = new Map<string, string>()
  const parsed = new Promise<Form>((resolve, reject) => {
    parser
      .on('field', (name, value, _, truncated) => {
        if (truncated) reject(BodyError.tooLarge(TEXT_LIMIT))
        fields.set(unescaped(name), value)
      })
      .on('file', (name, content, filename) => {
        const field = unescaped(name)
        if (!files.has(field)) files.set(field, unescaped(filename))
        content.on('error', reject).resume()
      })
      .on('fieldsLimit', () => {
        reject(BodyError.tooLarge(TEXT_LIMIT))
      })
      .on('error', reject)
      .on('finish', () => {
        resolve({ fields, files })
      })
  })
  await Promise.race([
    parsed,
    readChunks(request, FORM_LIMIT, (chunk) => {
      parser.write(chunk)
    }),
  ])
  parser.end()
  return parsed
}

/** Browsers send these three of a name's characters in this way (HTML, 4.10.21.8). */
const unescaped = (name: string) => name.replace(/%(22|0D|0A)/g, (code) => decodeURIComponent(code))

/** When it rejects, what is still to come is let pass, so that the client gets to the answer. */
function readChunks(
  request: IncomingMessage,
  limit: number,
  take: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let size = 0
    const onData = (chunk: Buffer) => {
      try {
        size += chunk.length
        if (size > limit) throw BodyError.tooLarge(limit)
        take(chunk)
      } catch (error) {
        refuse(error as Error)
      }
    }
    const refuse = (error: Error) => {
      request.off('data', onData).resume()
      reject(error)
    }
    const hungUp = () => {
      reject(BodyError.hungUp())
    }
    if (request.destroyed) {
      hungUp()
    } else if (Number(request.headers['content-length'] ?? 0) > limit) {
      refuse(BodyError.tooLarge(limit))
    } else {
      request.on('data', onData).once('end', resolve).once('error', hungUp).once('close', hungUp)
    }
  })
}
