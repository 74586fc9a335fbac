import type { Lang } from '../index'

/** What the page's address asks for. */
export type Settings = {
  lang: Lang
  /** Null: as the system has it. */
  theme: 'light' | 'dark' | null
  /** The one state to show, in the corner as on a page; null: all of them. */
  state: string | null
}

/** Reads `?lang=ko|en`, `?theme=light|dark` and `?state=<name>`. */
export function readSettings(search: string): Settings {
  const params = new URLSearchParams(search)
  const theme = params.get('theme')
  return {
    lang: params.get('lang') === 'en' ? 'en' : 'ko',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    state: params.get('state'),
  }
}

/** The address of this page with these settings. */
export function addressOf({ lang, theme, state }: Settings): string {
  const params = new URLSearchParams({ lang, ...(theme && { theme }), ...(state && { state }) })
  return `?${params.toString()}`
}
