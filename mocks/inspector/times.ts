const FORMAT: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
}
const formats = {
  ko: new Intl.DateTimeFormat('ko', FORMAT),
  en: new Intl.DateTimeFormat('en', FORMAT),
}

/** `09:05:03`, of epoch ms. */
export const timeOfDay = (time: number, lang: 'ko' | 'en') => formats[lang].format(time)
