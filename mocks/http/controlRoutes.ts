import { clockInputs } from '../backend/controls'
import { MockError } from '../backend/errors'
import type { MockBackend } from '../createMockBackend'
import { detail, json, noContent, notFound } from './responses'
import type { Params, Route } from './routes'

/** The control API: no tenant, no metering, no faults. */
export function createControlRoutes(backend: MockBackend): Route[] {
  /** Input that is refused is 400, or 409 when an id is taken. */
  const route = (
    method: Route['method'],
    path: string,
    answer: (input: unknown, params: Params) => Promise<Response>,
  ): Route => ({
    method,
    path: `/__mock__${path}`,
    async answer(request, params) {
      try {
        return await answer(await readInput(request), params)
      } catch (error) {
        if (!(error instanceof MockError)) throw error
        return detail(error.kind === 'conflict' ? 409 : 400, error.message)
      }
    },
  })

  // What reaches a method as `never` is checked by that method: it takes no input on trust.
  return [
    route('post', '/videos', async (input) => json(201, await backend.startVideo(input as never))),
    route('post', '/jobs', async (input) => json(201, await backend.startJob(input as never))),
    route('get', '/jobs', async () => json(200, await backend.jobs())),
    route('get', '/database', async () => json(200, await backend.database())),
    route('get', '/redis', async () => json(200, await backend.redis.list())),
    route('delete', '/redis', async () => {
      await backend.redis.flush()
      return noContent()
    }),
    route('delete', '/redis/:key', async (_, { key = '' }) =>
      (await backend.redis.delete(key)) ? noContent() : notFound(),
    ),
    route('get', '/metrics', async () => json(200, await backend.metrics())),
    route('post', '/metrics/reset', async () => {
      await backend.resetMetrics()
      return noContent()
    }),
    route('get', '/strategy', async () => json(200, await backend.strategy())),
    route('put', '/strategy', async (input) =>
      json(200, await backend.setStrategy(input as never)),
    ),
    route('get', '/faults', async () => json(200, await backend.faults())),
    route('put', '/faults', async (input) => json(200, await backend.setFaults(input as never))),
    route('get', '/clock', async () => json(200, await backend.clock())),
    route('put', '/clock', async (input) =>
      json(200, await backend.setSpeed(clockInputs.speed(input))),
    ),
    route('post', '/clock/advance', async (input) =>
      json(200, await backend.advance(clockInputs.ms(input))),
    ),
    route('post', '/reset', async () => {
      await backend.reset()
      return noContent()
    }),
  ]
}

/** No body at all is an empty input. */
async function readInput(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new MockError('invalid', 'the input must be a JSON object')
  }
}
