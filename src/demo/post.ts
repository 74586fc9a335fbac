/** Where and as whom the page talks to its backend, beside the status requests. */
export type Backend = {
  /** Without a slash at the end. */
  baseUrl: string
  tenant: string
}

/**
 * Sends a form, or an object as JSON, and reads the JSON that comes back.
 *
 * @throws Error when the server does not take it.
 */
export async function post(
  { baseUrl, tenant }: Backend,
  path: string,
  body: FormData | object,
): Promise<Record<string, unknown>> {
  const form = body instanceof FormData
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'X-Tenant-Code': tenant, ...(!form && { 'Content-Type': 'application/json' }) },
    body: form ? body : JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}.`)
  return (await response.json()) as Record<string, unknown>
}
