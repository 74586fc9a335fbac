import { useState } from 'react'
import type { Lang } from './settings'
import type { DemoWords } from './words'

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

/** Sets what the page and the box follow: an attribute, or without one the system. */
function setTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', theme)
}

/** Language and appearance. */
export function AppearanceBar({ words, lang }: { words: DemoWords; lang: Lang }) {
  const [theme, choose] = useState<Theme>('system')
  const address = new URLSearchParams(location.search)
  address.set('lang', lang === 'ko' ? 'en' : 'ko')
  return (
    <div className="appearance">
      <a
        href={`?${address.toString()}`}
        lang={lang === 'ko' ? 'en' : 'ko'}
        className="quiet-button"
      >
        {words.otherLanguage}
      </a>
      <fieldset className="segmented">
        <legend>{words.themeLabel}</legend>
        {THEMES.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name="theme"
              checked={theme === option}
              onChange={() => {
                setTheme(option)
                choose(option)
              }}
            />
            <span>{words.theme[option]}</span>
          </label>
        ))}
      </fieldset>
    </div>
  )
}
