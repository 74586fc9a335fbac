import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { bundle } from '../testing/bundle'

it.each([
  ['ko', 'en.ts'],
  ['en', 'ko.ts'],
])('an app that takes the words of %s alone downloads no other language', async (lang, other) => {
  const box = ['createJobClient', 'createJobBoxStore', 'JobBox', 'JobBoxProviderIn', lang]
  const chunks = await bundle(box)
  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules).map((id) => basename(id)))
  expect(modules).toContain(`${lang}.ts`)
  expect(modules).not.toContain(other)
})
