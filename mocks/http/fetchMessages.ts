import type { Form, MockRequest, Reply } from './messages'

/** A fetch request as the routes see it. */
export function fromRequest(request: Request): MockRequest {
  const { origin, pathname, search } = new URL(request.url)
  return {
    method: request.method,
    origin,
    path: pathname,
    query: search.slice(1),
    header: (name) => request.headers.get(name),
    text: () => request.text(),
    form: async () => fromFormData(await request.formData()),
  }
}

/** A form as the routes see it. */
export function fromFormData(form: FormData): Form {
  const fields = new Map<string, string>()
  const files = new Map<string, string>()
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, value)
    else if (!files.has(name)) files.set(name, value.name)
  }
  return { fields, files }
}

/** What a route answered, as a fetch response. */
export function toResponse({ status, headers, body }: Reply): Response {
  return new Response(body, { status, headers })
}
