/** A canvas takes no custom properties: this resolves them where `host` stands, in its theme. */
export function createCanvasColors(host: HTMLElement) {
  const probe = document.createElement('i')
  probe.hidden = true
  // High contrast would make all of them one colour, and a plot without colours cannot be read.
  probe.style.setProperty('forced-color-adjust', 'none')
  host.append(probe)
  const known = new Map<string, string>()

  return {
    /** A CSS colour as a canvas takes it. Resolved once for each theme. */
    of(css: string): string {
      let color = known.get(css)
      if (color === undefined) {
        probe.style.color = css
        color = getComputedStyle(probe).color
        known.set(css, color)
      }
      return color
    },

    /** Calls `listener` when the page or the system changes its theme. Returns what ends that. */
    onChange(listener: () => void): () => void {
      const forget = () => {
        known.clear()
        listener()
      }
      const page = new MutationObserver(forget)
      page.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] })
      const system = matchMedia('(prefers-color-scheme: dark)')
      system.addEventListener('change', forget)
      return () => {
        page.disconnect()
        system.removeEventListener('change', forget)
        probe.remove()
      }
    },
  }
}
