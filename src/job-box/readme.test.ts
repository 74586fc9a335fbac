import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(`${ROOT}src/job-box/README.md`, 'utf8')

/** What an app around the examples has already. */
const APP = `
import type { JobClient } from 'worker-job-box'
declare global {
  const App: () => null
  const client: JobClient
  const element: HTMLElement
  const file: File
  const play: (job: WorkerJob) => void
  const player: HTMLVideoElement
  const user: { id: string }
  const video: { id: number }
  type WorkerJob = import('worker-job-box').WorkerJob
}
`

/** What TypeScript has to say of pieces of code that import the package by its name. */
function complaints(pieces: string[]): string[] {
  const files = new Map([APP, ...pieces].map((text, i) => [`${ROOT}src/piece-${i}.tsx`, text]))
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      paths: { 'worker-job-box': [`${ROOT}src/index.ts`] },
      noUnusedLocals: false,
    },
    ROOT,
  )
  const host = ts.createCompilerHost(options)
  const disk = { ...host }
  host.fileExists = (path) => files.has(path) || disk.fileExists(path)
  host.readFile = (path) => files.get(path) ?? disk.readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path)
    return text === undefined
      ? disk.getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version, true)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  )
}

/** A file of its own: what it declares collides with no other. */
const asModule = (code: string) => `${code}\nexport {}\n`

it('the examples compile as they stand, and would not with a mistake in them', () => {
  const examples = [...README.matchAll(/```tsx\n(.*?)```/gs)].map(([, code = '']) => code)
  expect(examples.length).toBeGreaterThan(2)
  const mistaken = examples.map((code) => code.replace(/kind: 'video'|words=|hlsPath/, 'wrong='))
  const found = complaints([...examples, ...mistaken].map(asModule))
  const numbers = found.map((line) => Number(/piece-(\d+)/.exec(line)?.[1]))
  expect(found.filter((_, index) => (numbers[index] ?? 0) <= examples.length)).toEqual([])
  expect(new Set(numbers).size).toBe(examples.length)
}, 30_000)
