import { expect, it, vi } from 'vitest'
import { readSettings } from './settings'

it('tracks what the address names, and gives back what names no job', () => {
  const { track, untrackable } = readSettings(
    '?track=video:42,%20excel:7f3c,messaging:a%2Fb,movie:1,video:,x',
  )
  expect(track).toEqual([
    { kind: 'video', id: '42' },
    { kind: 'excel', id: '7f3c' },
    { kind: 'messaging', id: 'a/b' },
  ])
  expect(untrackable).toEqual(['movie:1', 'video:', 'x'])
})

it('tells an address that speaks of no jobs from one that names none', () => {
  expect(readSettings('').track).toBeNull()
  expect(readSettings('?track=').track).toEqual([])
})

it.each([
  ['?lang=en', 'ko-KR', 'en'],
  ['?lang=ko', 'en-US', 'ko'],
  ['?lang=fr', 'ko-KR', 'ko'],
  ['', 'en-GB', 'en'],
  ['', 'fr-FR', 'ko'],
])('speaks by %j in a browser of %s: %s', (search, browser, lang) => {
  vi.spyOn(navigator, 'language', 'get').mockReturnValue(browser)
  expect(readSettings(search).lang).toBe(lang)
})

it('asks as the academy unless another tenant is named', () => {
  expect(readSettings('').tenant).toBe('academy')
  expect(readSettings('?tenant=north').tenant).toBe('north')
})

it('hears of jobs over a socket unless that is switched off', () => {
  expect(readSettings('').push).toBe(true)
  expect(readSettings('?push=off').push).toBe(false)
})
