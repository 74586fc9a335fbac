/** What the box showed of its first job from a moment on. */
export type Sight = {
  /** Epoch ms of a clock that nothing moves. */
  at: number
  /** The state in words; null while there is no row. */
  word: string | null
  percent: number | null
}

export type Recorded = {
  sights: Sight[]
  /** What happened to the page: `visible`, `hidden`, `freeze`, `restored` (from the back/forward cache) … */
  events: { at: number; type: string }[]
  /** What `Date.now()` is ahead by, in ms. */
  clockMs: number
}

/**
 * Runs in a page before its own scripts, so it uses nothing of this module: opens the box as soon as
 * it is there, and keeps what it shows from then on in `recorded`.
 */
export function recordScreen(): void {
  const recorded: Recorded = { sights: [], events: [], clockMs: 0 }
  Object.assign(globalThis, { recorded })
  const realNow = Date.now.bind(Date)
  Date.now = () => realNow() + recorded.clockMs

  const note = (type: string) => recorded.events.push({ at: realNow(), type })
  for (const type of ['freeze', 'resume']) document.addEventListener(type, () => note(type))
  document.addEventListener('visibilitychange', () => note(document.visibilityState))
  for (const type of ['online', 'offline']) addEventListener(type, () => note(type))
  addEventListener('pageshow', ({ persisted }) => note(persisted ? 'restored' : 'shown'))

  let last = ''
  const look = () => {
    const box = document.querySelector('section[aria-label="Job box"]')
    if (!box) return
    box.querySelector<HTMLElement>('button[aria-expanded="false"]')?.click()
    const row = box.querySelector('li')
    const [word = null] = /Waiting|In progress|Done|Failed/.exec(row?.textContent ?? '') ?? []
    const percent = row?.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') ?? null
    const sight = { word, percent: percent === null ? null : Number(percent) }
    if (JSON.stringify(sight) === last) return
    last = JSON.stringify(sight)
    recorded.sights.push({ at: realNow(), ...sight })
  }
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
}
