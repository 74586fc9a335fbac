import type { TimeLeft } from '../timeLeft'

/** A language that the box speaks. */
export type Lang = 'ko' | 'en'

/** What `Intl` writes in one language. */
export type Formats = {
  number: (value: number) => string
  percent: (value: number) => string
  /** "3분", "1 hr 20 min": a time left, without words around it; "" where there is none to tell. */
  duration: (time: TimeLeft) => string
  /** "12분 30초": how long a recording is. */
  length: (seconds: number) => string
  /** "12초 전", "12 seconds ago". */
  ago: (ms: number) => string
}

/** The formats of a language; made once, as `Intl` objects are dear. */
export function formatsOf(lang: Lang): Formats {
  const number = new Intl.NumberFormat(lang)
  const percent = new Intl.NumberFormat(lang, { style: 'percent' })
  const relative = new Intl.RelativeTimeFormat(lang)
  const units = ['hour', 'minute', 'second'].map(
    (unit) => new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' }),
  )
  /** Hours, minutes and seconds; those that are 0 are left out. */
  const join = (...amounts: number[]) =>
    amounts.flatMap((amount, i) => (amount > 0 ? (units[i]?.format(amount) ?? []) : [])).join(' ')

  return {
    number: (value) => number.format(value),
    percent: (value) => percent.format(Math.floor(value) / 100),
    duration(time) {
      switch (time?.unit) {
        case 'seconds':
          return join(0, 0, time.seconds)
        case 'minutes':
          return join(0, time.minutes)
        case 'hours':
          return join(time.hours, time.minutes)
        case 'soon':
        case undefined:
          return ''
      }
    },
    length(seconds) {
      const whole = Math.max(1, Math.round(seconds))
      return join(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60)
    },
    ago(ms) {
      const seconds = Math.max(1, Math.round(ms / 1000))
      if (seconds < 60) return relative.format(-seconds, 'second')
      if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
      return relative.format(-Math.floor(seconds / 3600), 'hour')
    },
  }
}
