const MARK = '✓ '
/** How long a title that the app sets in the meantime stays without the mark. */
const AGAIN_MS = 1_000

let isMarked = false

/** Marks the title of a hidden page until the page is shown: something has ended. */
export function markTitle(): void {
  if (isMarked || isVisible()) return
  isMarked = true
  let timer: ReturnType<typeof setTimeout> | undefined
  const add = () => {
    timer = undefined
    if (!document.title.includes(MARK)) document.title = MARK + document.title
  }
  // Later, so that two that each want the title their own way do not keep the page busy.
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(add, AGAIN_MS)
  })
  const onVisibility = () => {
    if (!isVisible()) return
    document.removeEventListener('visibilitychange', onVisibility)
    observer.disconnect()
    clearTimeout(timer)
    isMarked = false
    // Whatever the title is by now; the one from before may be out of date.
    if (document.title.includes(MARK)) document.title = document.title.replace(MARK, '')
  }
  document.addEventListener('visibilitychange', onVisibility)
  add()
  observer.observe(document.head, { childList: true, subtree: true, characterData: true })
}

const isVisible = () => document.visibilityState !== 'hidden'
