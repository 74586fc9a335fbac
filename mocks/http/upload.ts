import { BodyError } from './BodyError'
import type { MockRequest } from './messages'

/** What a creating request holds: its text fields, and the name of its file. */
export interface Upload {
  fields: ReadonlyMap<string, string>
  file: string | null
}

/**
 * Reads a form or a JSON object; undefined when the body is neither.
 *
 * @throws BodyError when it is not there to be read.
 */
export async function readUpload(request: MockRequest): Promise<Upload | undefined> {
  try {
    const type = request.header('content-type')?.toLowerCase() ?? ''
    if (!type.includes('multipart/form-data')) return fromJson(JSON.parse(await request.text()))
    const { fields, files } = await request.form()
    return { fields, file: files.get('file') ?? null }
  } catch (error) {
    if (error instanceof BodyError) throw error
    return undefined
  }
}

function fromJson(body: unknown): Upload | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const entries: [string, unknown][] = Object.entries(body)
  const isText = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string'
  return { fields: new Map(entries.filter(isText)), file: null }
}
