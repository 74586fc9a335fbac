import { en, type Words } from './en'
import type { Lang } from './formats'
import { ko } from './ko'

const catalogues: Readonly<Record<Lang, Words>> = { ko, en }

/** The catalogue of a language. */
export function wordsOf(lang: Lang): Words {
  return catalogues[lang]
}

/** The page's language if the box speaks it, else the browser's, else Korean. */
export function pageLang(): Lang {
  for (const tag of [document.documentElement.lang, ...navigator.languages]) {
    const lang = tag.slice(0, 2).toLowerCase()
    if (lang === 'ko' || lang === 'en') return lang
  }
  return 'ko'
}
