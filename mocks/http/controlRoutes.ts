import { clockInputs } from '../backend/controls'
import { MockError } from '../backend/errors'
import { readInput } from '../backend/rules'
import type { MockBackend } from '../createMockBackend'
import type { MockRequest, Reply } from './messages'
import { detail, json, noContent, notFound } from './replies'
import type { Method, Params, Route } from './route'

/** The control API: no tenant, no metering, no faults. */
export function createControlRoutes(backend: MockBackend): Route[] {
  /** Input that is refused is 400, or 409 when an id is taken. */
  const route = (
    method: Method,
    path: string,
    answer: (input: unknown, params: Params) => Promise<Reply>,
  ): Route => ({
    method,
    path: `/__mock__${path}`,
    async answer(request, params) {
      try {
        return await answer(await readBody(request), params)
      } catch (error) {
        if (!(error instanceof MockError)) throw error
        return detail(error.kind === 'conflict' ? 409 : 400, error.message)
      }
    },
  })

  /** A request that takes no input. */
  const bare = (method: Method, path: string, answer: (params: Params) => Promise<Reply>) =>
    route(method, path, async (input, params) => {
      readInput(input, {})
      return answer(params)
    })

  // What reaches a method as `never` is checked by that method: it takes no input on trust.
  return [
    route('POST', '/videos', async (input) => json(201, await backend.startVideo(input as never))),
    route('POST', '/jobs', async (input) => json(201, await backend.startJob(input as never))),
    bare('GET', '/jobs', async () => json(200, await backend.jobs())),
    bare('GET', '/database', async () => json(200, await backend.database())),
    bare('GET', '/redis', async () => json(200, await backend.redis.list())),
    bare('DELETE', '/redis', async () => {
      await backend.redis.flush()
      return noContent()
    }),
    bare('DELETE', '/redis/:key', async ({ key = '' }) =>
      (await backend.redis.delete(key)) ? noContent() : notFound(),
    ),
    bare('GET', '/metrics', async () => json(200, await backend.metrics())),
    bare('POST', '/metrics/reset', async () => {
      await backend.resetMetrics()
      return noContent()
    }),
    bare('GET', '/strategy', async () => json(200, await backend.strategy())),
    route('PUT', '/strategy', async (input) =>
      json(200, await backend.setStrategy(input as never)),
    ),
    bare('GET', '/faults', async () => json(200, await backend.faults())),
    route('PUT', '/faults', async (input) => json(200, await backend.setFaults(input as never))),
    route('PUT', '/faults/jobs/:kind/:id', async (input, { kind = '', id = '' }) => {
      const faults = await backend.setJobFaults(kind, id, input as never)
      return faults ? json(200, faults) : notFound()
    }),
    bare('GET', '/history', async () => json(200, await backend.history())),
    bare('GET', '/log', async () => json(200, await backend.log())),
    bare('GET', '/clock', async () => json(200, await backend.clock())),
    route('PUT', '/clock', async (input) =>
      json(200, await backend.setSpeed(clockInputs.speed(input))),
    ),
    route('POST', '/clock/advance', async (input) =>
      json(200, await backend.advance(clockInputs.ms(input))),
    ),
    bare('POST', '/reset', async () => {
      await backend.reset()
      return noContent()
    }),
  ]
}

/** No body at all is an empty input. */
async function readBody(request: MockRequest): Promise<unknown> {
  const text = await request.text()
  if (text === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new MockError('invalid', 'the input must be a JSON object')
  }
}
