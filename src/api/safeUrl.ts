/**
 * Resolves a link that a server sent against `base`. Null unless the outcome is `http:` or
 * `https:`, so that `javascript:`, `data:` and the like never become a link or a request.
 */
export function safeUrl(link: string, base: string): string | null {
  // The URL parser drops tabs and newlines; a link that needs that is no honest link.
  if (/\p{Cc}/u.test(link) || !URL.canParse(link, base)) return null
  const url = new URL(link, base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null
}
