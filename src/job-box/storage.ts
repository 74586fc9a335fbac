// Storage may be missing (a server), blocked (the getter throws) or full (writing throws).

export function readStorage(key: string): string | null {
  try {
    return typeof localStorage === 'undefined' ? null : localStorage.getItem(key)
  } catch {
    return null
  }
}

export function writeStorage(key: string, text: string | null): boolean {
  try {
    if (typeof localStorage === 'undefined') return false
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
