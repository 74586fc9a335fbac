import type { JobRef } from '../index'

export type Lang = 'ko' | 'en'

/** What the page's address asks for. */
export type Settings = {
  lang: Lang
  tenant: string
  /** Jobs to put into the box; null where the address does not speak of any. */
  track: JobRef[] | null
  /** Parts of `?track=` that name no job. */
  untrackable: string[]
  /** Whether the page may hear of its jobs over a socket. */
  push: boolean
}

/** Reads `?lang=ko|en`, `?tenant=<code>`, `?push=off` and `?track=video:42,excel:7f3c`. */
export function readSettings(search: string): Settings {
  const params = new URLSearchParams(search)
  const track: JobRef[] = []
  const untrackable: string[] = []
  for (const part of (params.get('track') ?? '').split(',').filter((text) => text.trim() !== '')) {
    const [, kind, id] = /^\s*(video|excel|messaging):(.+?)\s*$/s.exec(part) ?? []
    if (id !== undefined) track.push({ kind: kind as JobRef['kind'], id })
    else untrackable.push(part)
  }
  const lang = params.get('lang')
  return {
    track: params.has('track') ? track : null,
    untrackable,
    lang: lang === 'en' || lang === 'ko' ? lang : navigator.language.startsWith('en') ? 'en' : 'ko',
    tenant: params.get('tenant') ?? 'academy',
    push: params.get('push') !== 'off',
  }
}
