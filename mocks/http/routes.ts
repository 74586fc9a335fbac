/** One request that is answered. A `:name` in the path is a parameter. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  path: string
  answer(request: Request, params: Params): Promise<Response>
}

/** What stood in the place of each `:name`, decoded. */
export type Params = Readonly<Record<string, string>>

/**
 * The parameters when the path of `url` ends in `path`, whatever origin and base path precede it;
 * else undefined. A parameter may hold anything but a bare slash.
 */
export function matchPath(path: string, url: string): Params | undefined {
  const wanted = path.split('/')
  const given = new URL(url).pathname.split('/').slice(-wanted.length + 1)
  if (given.length !== wanted.length - 1) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.slice(1).entries()) {
    const text = given[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== text) return undefined
    } else {
      if (text === '') return undefined
      params[part.slice(1)] = decoded(text)
    }
  }
  return params
}

/** Text that is no valid encoding stands for itself: no id looks like it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
