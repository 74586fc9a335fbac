import type { MockBackend } from '../createMockBackend'
import { createApiRoutes } from './apiRoutes'
import { createControlRoutes } from './controlRoutes'
import type { Answer, Params } from './route'

/** What a path leads to. */
export interface Found {
  /** Its answers by method. */
  readonly answers: ReadonlyMap<string, Answer>
  readonly params: Params
}

/** Finds what a path leads to, whatever base path precedes it. */
export interface Router {
  find(path: string): Found | undefined
}

/** A place in the tree of paths. It is read from a path's end, because any base may precede it. */
interface Place {
  literals: Map<string, Place>
  parameter?: Place
  end?: { names: string[]; answers: Map<string, Answer> }
}

/** The status API and the control API of one backend. */
export function createRouter(backend: MockBackend): Router {
  const root: Place = { literals: new Map() }
  for (const route of [...createApiRoutes(backend), ...createControlRoutes(backend)]) {
    const segments = route.path.split('/').slice(1)
    const place = segments.reduceRight(step, root)
    place.end ??= { names: segments.filter(isParameter).map(nameOf), answers: new Map() }
    place.end.answers.set(route.method, route.answer)
  }
  return {
    find(path) {
      const segments = path.split('/')
      const values: string[] = []
      const end = walk(root, segments, segments.length - 1, values)
      if (!end) return undefined
      const params: Record<string, string> = {}
      end.names.forEach((name, index) => {
        params[name] = values[index] ?? ''
      })
      return { answers: end.answers, params }
    },
  }
}

const isParameter = (segment: string) => segment.startsWith(':')
const nameOf = (segment: string) => segment.slice(1)

/** The place that `segment` leads to in a path of a route, made if need be. */
function step(place: Place, segment: string): Place {
  if (isParameter(segment)) return (place.parameter ??= { literals: new Map() })
  const known = place.literals.get(segment)
  if (known) return known
  const made: Place = { literals: new Map() }
  place.literals.set(segment, made)
  return made
}

/**
 * Follows `segments` down from `index`. A parameter may be anything but empty, and gives way to a
 * word of the path; `values` takes them from left to right.
 */
function walk(place: Place, segments: string[], index: number, values: string[]): Place['end'] {
  const segment = segments[index]
  if (segment === undefined || index === 0) return place.end
  const literal = place.literals.get(segment)
  const byWord = literal && walk(literal, segments, index - 1, values)
  if (byWord) return byWord
  const byParameter =
    place.parameter && segment !== '' && walk(place.parameter, segments, index - 1, values)
  if (!byParameter) return place.end
  values.push(decoded(segment))
  return byParameter
}

/** Text that is no valid encoding stands for itself: no id looks like it. */
function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
