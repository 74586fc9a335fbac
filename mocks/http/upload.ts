/** What a creating request holds: its text fields, and the name of its file. */
export interface Upload {
  fields: Readonly<Record<string, string>>
  file: string | null
}

/** Reads a form or a JSON object; undefined when the body is neither. */
export async function readUpload(request: Request): Promise<Upload | undefined> {
  try {
    const type = request.headers.get('Content-Type') ?? ''
    return type.includes('multipart/form-data')
      ? fromForm(await request.formData())
      : fromJson(await request.json())
  } catch {
    return undefined
  }
}

function fromForm(form: FormData): Upload {
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  const file = form.get('file')
  return { fields, file: typeof file === 'object' && file !== null ? file.name : null }
}

function fromJson(body: unknown): Upload | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string')
  return { fields: Object.fromEntries(texts), file: null }
}
