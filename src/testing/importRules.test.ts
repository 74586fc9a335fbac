import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

/** The project's own rules; those that need types have nothing to say of imports, and are slow. */
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] })

const RULES = ['import-x/no-restricted-paths', 'no-restricted-syntax', 'no-restricted-imports']

/** What the import rules say of a file at `path` with this content. */
async function complaints(path: string, content: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${content}\n`, { filePath: path })
  const messages = result?.messages ?? []
  const fatal = messages.filter((message) => message.fatal)
  expect(fatal, `${path}: ${content}`).toEqual([])
  return messages.map((message) => message.ruleId ?? '').filter((rule) => RULES.includes(rule))
}

describe('lint refuses', () => {
  it.each([
    ['src/job/parseVideo.ts', `import '../api/jobClient'`],
    ['src/job/parseVideo.ts', `import '../../mocks/clock'`],
    ['src/job/parseVideo.ts', `import 'react'`],
    ['src/job/parseVideo.ts', `import 'node:fs'`],
    ['src/api/jobClient.ts', `import '../poller/policy'`],
    ['src/api/jobClient.ts', `import 'react'`],
    ['src/poller/policy.ts', `import '../api/jobClient'`],
    ['src/poller/policy.ts', `import './surroundings'`],
    ['src/poller/policy.ts', `import 'react'`],
    ['src/poller/afterPush.ts', `import './surroundings'`],
    ['src/poller/afterPushLost.ts', `import './surroundings'`],
    ['src/poller/afterPush.ts', `import '../push/parseMessage'`],
    ['src/push/createJobSocket.ts', `import '../api/jobClient'`],
    ['src/push/createJobSocket.ts', `import '../poller/policy'`],
    ['src/push/createJobSocket.ts', `import 'react'`],
    ['src/poller/useWorkerJobPoller.ts', `import '../job-box/JobBox'`],
    ['src/poller/useWorkerJobPoller.ts', `import '../../mocks/random'`],
    ['src/poller/useWorkerJobPoller.ts', `export * from '../job-box/JobBox'`],
    ['src/poller/useWorkerJobPoller.ts', `import type {} from '../job-box/JobBox'`],
    ['src/poller/useWorkerJobPoller.ts', `void import('../job-box/JobBox')`],
    ['src/job-box/JobBox.tsx', `import '../demo/App'`],
    ['src/job-box/JobBox.tsx', `import '../index'`],
    ['src/job-box/JobBox.tsx', `import '../testing/answers'`],
    ['src/index.ts', `export * from './demo/App'`],
    ['src/index.ts', `export * from '../mocks/index'`],
    ['src/demo/App.tsx', `import '../job-box/JobBox'`],
    ['src/demo/App.tsx', `import '../poller/policy'`],
    ['src/demo/App.tsx', `import '../../mocks/browser'`],
    ['src/demo/App.tsx', `import type { MockBackend } from '../../mocks/browser'`],
    ['src/demo/App.tsx', `export * from '../../mocks/browser'`],
    ['src/demo/App.tsx', `void import('../../mocks/createMockBackend')`],
    ['src/gallery/main.tsx', `import '../job-box/JobBox'`],
    ['src/gallery/main.tsx', `import '../poller/createJobPoller'`],
    ['src/gallery/main.tsx', `import '../testing/answers'`],
    ['src/gallery/main.tsx', `import '../demo/App'`],
    ['src/gallery/main.tsx', `import '../../mocks/browser'`],
    ['src/demo/App.tsx', `import '../gallery/states'`],
    ['mocks/clock.ts', `import './random'`],
    ['mocks/redis/port.ts', `import '../database/port'`],
    ['mocks/redis/port.ts', `import '../workers/plan'`],
    ['mocks/database/port.ts', `import '../random'`],
    ['mocks/status/redisFirst.ts', `import '../http/createHandlers'`],
    ['mocks/status/redisFirst.ts', `import '../workers/plan'`],
    ['mocks/workers/timeline.ts', `import '../status/redisFirst'`],
    ['mocks/createMockBackend.ts', `import './http/createHandlers'`],
    ['mocks/push/createHub.ts', `import '../http/createHandlers'`],
    ['mocks/backend/core.ts', `import '../push/createHub'`],
    ['mocks/http/createHandlers.ts', `import '../../src/job/parseVideo'`],
    ['mocks/http/createRouter.ts', `import 'node:http'`],
    ['mocks/browser.ts', `import '../src/index'`],
    ['mocks/browser.ts', `import 'node:fs'`],
  ])('%s: %s', async (path, content) => {
    expect(await complaints(path, content)).not.toEqual([])
  })
})

describe('lint allows', () => {
  it.each([
    ['src/api/jobClient.ts', `import '../job/parseVideo'`],
    ['src/poller/policy.ts', `import '../job/WorkerJob'`],
    ['src/poller/useWorkerJobPoller.ts', `import './policy'`],
    ['src/poller/afterPush.ts', `import './policy'`],
    ['src/poller/afterPushLost.ts', `import './policy'`],
    ['src/poller/joinPush.ts', `import '../push/createJobSocket'`],
    ['src/push/parseMessage.ts', `import '../job/parseVideo'`],
    ['src/job-box/JobBox.tsx', `import '../poller/useWorkerJobPoller'`],
    ['src/gallery/main.tsx', `import '../index'`],
    ['src/gallery/openState.ts', `import '../poller/policy'`],
    ['src/gallery/openState.ts', `import '../api/jobKeys'`],
    ['src/demo/App.tsx', `import '../index'`],
    ['src/demo/App.tsx', `void import('../../mocks/browser')`],
    ['mocks/redis/port.ts', `import '../clock'`],
    ['mocks/status/redisFirst.ts', `import '../redis/port'`],
    ['mocks/http/createHandlers.ts', `import '../createMockBackend'`],
    ['mocks/push/createHub.ts', `import '../backend/core'`],
    ['mocks/http/node/createNodeServer.ts', `import 'node:http'`],
    ['mocks/browser.ts', `import './http/createHandlers'`],
    ['src/job/parseVideo.test.ts', `import '../../mocks/index'`],
    ['src/testing/renderPoller.tsx', `import '../../mocks/index'`],
  ])('%s: %s', async (path, content) => {
    expect(await complaints(path, content)).toEqual([])
  })
})
