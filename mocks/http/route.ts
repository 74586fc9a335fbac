import type { MockRequest, Reply } from './messages'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One request that is answered. A `:name` in the path is a parameter. */
export interface Route {
  method: Method
  path: string
  answer: Answer
}

export type Answer = (request: MockRequest, params: Params) => Promise<Reply>

/** What stood in the place of each `:name`, decoded. */
export type Params = Readonly<Record<string, string>>
